-- The product list at any size: an index for each order that the list offers, and how many there are without counting.

-- Names and codes are ordered by the collation `names`, which an index in the database's own order cannot serve.
DROP INDEX product_name_id_idx;
CREATE INDEX product_code_order_idx ON product (code_key COLLATE names, id);
CREATE INDEX product_name_order_idx ON product (name COLLATE names, id);
CREATE INDEX product_group_name_order_idx ON product (product_group_id, name COLLATE names, id);
CREATE INDEX product_status_order_idx ON product (status, id);

CREATE TABLE product_tally (
    product_group_id UUID NOT NULL,
    status product_status NOT NULL,
    n BIGINT NOT NULL,

    CONSTRAINT product_tally_pkey PRIMARY KEY (product_group_id, status)
);

-- Once a statement, whatever the number of its rows; in one order, so that two writers cannot wait for each other.
-- Products without a group stand under the nil UUID.
CREATE FUNCTION tally_products() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM product_tally;
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

CREATE TRIGGER product_tally_insert AFTER INSERT ON product
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION tally_products();
CREATE TRIGGER product_tally_delete AFTER DELETE ON product
  REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION tally_products();
CREATE TRIGGER product_tally_update AFTER UPDATE ON product
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION tally_products();
CREATE TRIGGER product_tally_truncate AFTER TRUNCATE ON product
  FOR EACH STATEMENT EXECUTE FUNCTION tally_products();

INSERT INTO product_tally (product_group_id, status, n)
SELECT coalesce(product_group_id, '00000000-0000-0000-0000-000000000000'), status, count(*) FROM product GROUP BY 1, 2;
