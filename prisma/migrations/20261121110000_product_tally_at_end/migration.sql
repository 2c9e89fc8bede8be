-- A long transaction (an import of thousands) keeps what it adds to the totals apart until it ends: the rows of the totals
-- are taken by every writer of products, and are then held for moments, not for as long as it writes.
CREATE TABLE product_tally_later (
    txid XID8 NOT NULL DEFAULT pg_current_xact_id(),
    product_group_id UUID NOT NULL,
    status product_status NOT NULL,
    n BIGINT NOT NULL
);

CREATE OR REPLACE FUNCTION tally_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM product_tally;
    RETURN NULL;
  END IF;
  IF current_setting('pergola.tally', true) = 'at end' THEN
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO product_tally_later (product_group_id, status, n)
      SELECT coalesce(product_group_id, '00000000-0000-0000-0000-000000000000'), status, count(*) FROM added GROUP BY 1, 2;
    END IF;
    IF TG_OP <> 'INSERT' THEN
      INSERT INTO product_tally_later (product_group_id, status, n)
      SELECT coalesce(product_group_id, '00000000-0000-0000-0000-000000000000'), status, -count(*) FROM removed GROUP BY 1, 2;
    END IF;
    RETURN NULL;
  END IF;
  IF TG_OP = 'INSERT' THEN
    INSERT INTO product_tally (product_group_id, status, n)
    SELECT coalesce(product_group_id, '00000000-0000-0000-0000-000000000000'), status, count(*)
    FROM added GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (product_group_id, status) DO UPDATE SET n = product_tally.n + excluded.n;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO product_tally (product_group_id, status, n)
    SELECT coalesce(product_group_id, '00000000-0000-0000-0000-000000000000'), status, -count(*)
    FROM removed GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (product_group_id, status) DO UPDATE SET n = product_tally.n + excluded.n;
  ELSE
    INSERT INTO product_tally (product_group_id, status, n)
    SELECT group_id, status, sum(step) FROM (
      SELECT coalesce(product_group_id, '00000000-0000-0000-0000-000000000000') AS group_id, status, 1 AS step FROM added
      UNION ALL
      SELECT coalesce(product_group_id, '00000000-0000-0000-0000-000000000000'), status, -1 FROM removed
    ) AS moved GROUP BY 1, 2 HAVING sum(step) <> 0 ORDER BY 1, 2
    ON CONFLICT (product_group_id, status) DO UPDATE SET n = product_tally.n + excluded.n;
  END IF;
  RETURN NULL;
END
$$;

-- At commit, whatever the transaction forgot: its first call takes all that was kept, the others find nothing.
CREATE FUNCTION tally_what_was_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH kept AS (
    DELETE FROM product_tally_later WHERE txid = pg_current_xact_id() RETURNING product_group_id, status, n
  )
  INSERT INTO product_tally (product_group_id, status, n)
  SELECT product_group_id, status, sum(n) FROM kept GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 1, 2
  ON CONFLICT (product_group_id, status) DO UPDATE SET n = product_tally.n + excluded.n;
  RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER product_tally_at_end AFTER INSERT ON product_tally_later
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tally_what_was_kept();
