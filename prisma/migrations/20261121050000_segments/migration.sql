-- Process segments (ISA-95) in a tree, and the ordered segments of a product with what the product overrides.
CREATE TYPE segment_status AS ENUM ('active', 'archived');

CREATE TABLE process_segment (
    id UUID NOT NULL,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    status segment_status NOT NULL DEFAULT 'active',
    parent_id UUID,
    owner_id UUID,
    tags TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    parameters JSONB NOT NULL DEFAULT '[]',
    duration TEXT,
    source TEXT NOT NULL DEFAULT 'portal',
    is_demo BOOLEAN NOT NULL DEFAULT false,
    version INTEGER NOT NULL DEFAULT 1,
    created_at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    search_text TEXT GENERATED ALWAYS AS (search_form(code || ' ' || name || ' ' || description)) STORED,

    CONSTRAINT process_segment_pkey PRIMARY KEY (id),
    CONSTRAINT process_segment_code_key_is_lower CHECK (code_key = lower(code)),
    -- What others depend on is not deleted. NO ACTION, so that a whole branch may go in one statement.
    CONSTRAINT process_segment_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES process_segment (id) ON DELETE NO ACTION ON UPDATE CASCADE,
    CONSTRAINT process_segment_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app_user (id) ON DELETE SET NULL ON UPDATE CASCADE
);
CREATE UNIQUE INDEX process_segment_code_key_key ON process_segment (code_key);
CREATE INDEX process_segment_parent_id_idx ON process_segment (parent_id);
CREATE INDEX process_segment_owner_id_idx ON process_segment (owner_id);
CREATE INDEX process_segment_tags_idx ON process_segment USING gin (tags);
CREATE INDEX process_segment_search_text_idx ON process_segment USING gin (search_text gin_trgm_ops);

CREATE TABLE product_segment (
    id UUID NOT NULL,
    product_id UUID NOT NULL,
    segment_id UUID NOT NULL,
    position INTEGER NOT NULL,
    parameters JSONB NOT NULL DEFAULT '[]',
    duration TEXT,

    CONSTRAINT product_segment_pkey PRIMARY KEY (id),
    CONSTRAINT product_segment_position_positive CHECK (position > 0),
    -- A product's steps are part of the product; a segment that a product uses is not deleted.
    CONSTRAINT product_segment_product_id_fkey FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT product_segment_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES process_segment (id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX product_segment_product_id_position_key ON product_segment (product_id, position);
CREATE INDEX product_segment_segment_id_idx ON product_segment (segment_id);

-- A segment is never its own ancestor. Whoever puts a segment below another waits for others who do so, and looks with
-- what they committed in view: two moves at once, each right by itself, cannot close a circle between them.
CREATE FUNCTION keep_segments_a_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.parent_id IS NULL OR (TG_OP = 'UPDATE' AND NEW.parent_id IS NOT DISTINCT FROM OLD.parent_id) THEN
    RETURN NULL;
  END IF;
  -- Under this level a statement after the lock would still look at the time before it.
  IF current_setting('transaction_isolation') = 'repeatable read' THEN
    RAISE EXCEPTION 'segments are not moved in a repeatable read transaction' USING ERRCODE = 'feature_not_supported';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('process segment tree', 0));
  IF EXISTS (
    WITH RECURSIVE above AS (
      SELECT parent_id AS id FROM process_segment WHERE process_segment.id = NEW.id
      UNION
      SELECT s.parent_id FROM process_segment s JOIN above ON s.id = above.id
    )
    SELECT FROM above WHERE id = NEW.id
  ) THEN
    RAISE EXCEPTION 'segment % would be its own ancestor', NEW.code USING ERRCODE = 'PS001';
  END IF;
  RETURN NULL;
END
$$;

-- After the statement's rows are in place, so that a rearrangement in one statement is judged as it ends.
CREATE TRIGGER process_segment_tree AFTER INSERT OR UPDATE OF parent_id ON process_segment
  FOR EACH ROW EXECUTE FUNCTION keep_segments_a_tree();
