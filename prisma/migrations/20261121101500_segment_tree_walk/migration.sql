-- The same rule as in the migration segments, by a walk from parent to parent. Asked as a recursive query, each step read
-- the whole table: a deep tree was placed in minutes, with the tree locked.
CREATE OR REPLACE FUNCTION keep_segments_a_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  above UUID := NEW.parent_id;
  -- Goes half as fast: the two meet in a circle that NEW hangs from without being part of it.
  behind UUID := NEW.parent_id;
  steps INTEGER := 0;
BEGIN
  IF NEW.parent_id IS NULL OR (TG_OP = 'UPDATE' AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id) THEN
    RETURN NULL;
  END IF;
  -- Under this level a statement after the lock would still look at the time before it.
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'segments are not moved in a repeatable read transaction' USING ERRCODE = 'feature_not_supported';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('process segment tree', 0));
  -- Placed again meanwhile, by a later row of the same statement: what stands there now is judged.
  SELECT parent_id, parent_id INTO above, behind FROM process_segment WHERE id = NEW.id;
  WHILE above IS NOT NULL LOOP
    IF above = NEW.id OR (steps > 0 AND above = behind) THEN
      RAISE EXCEPTION 'segment % would be its own ancestor', NEW.code USING ERRCODE = 'PS001';
    END IF;
    SELECT parent_id INTO above FROM process_segment WHERE id = above;
    steps := steps + 1;
    IF steps % 2 = 0 THEN
      SELECT parent_id INTO behind FROM process_segment WHERE id = behind;
    END IF;
  END LOOP;
  RETURN NULL;
END
$$;
