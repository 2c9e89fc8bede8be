-- Entities of the knowledge base as they were read last (docs/adr/0110-entities-are-read-whole-or-not-at-all.md), and how
-- the reading of each database went.

CREATE TABLE kb_entity (
    id UUID NOT NULL,
    database_id UUID NOT NULL,
    -- The system's own id.
    upstream_id TEXT NOT NULL,
    -- The number that people know, and that leads to its page in the system.
    public_id TEXT,
    title TEXT NOT NULL,
    created_at TIMESTAMPTZ(6),
    modified_at TIMESTAMPTZ(6),
    first_seen_at TIMESTAMPTZ(6) NOT NULL,
    -- Tombstone: gone, or no longer visible to the portal's account.
    gone_at TIMESTAMPTZ(6),
    -- What a search on its database's page compares.
    title_form TEXT GENERATED ALWAYS AS (search_form(title)) STORED,

    CONSTRAINT kb_entity_pkey PRIMARY KEY (id),
    CONSTRAINT kb_entity_database_id_fkey FOREIGN KEY (database_id) REFERENCES kb_database(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX kb_entity_database_id_upstream_id_key ON kb_entity (database_id, upstream_id);
CREATE INDEX kb_entity_database_id_public_id_idx ON kb_entity (database_id, public_id);

CREATE TABLE kb_entity_reading (
    database_id UUID NOT NULL,
    -- The run that read it last, or is at it.
    claimant TEXT NOT NULL,
    -- Of the reading under way, or the last one; `ended_at` is null while it is under way.
    started_at TIMESTAMPTZ(6) NOT NULL,
    ended_at TIMESTAMPTZ(6),
    -- When what is shown was asked for; null before the first reading that succeeded.
    as_of TIMESTAMPTZ(6),
    -- When all of them were read last, so that what was missing got its tombstone.
    whole_at TIMESTAMPTZ(6),
    -- Set while only the first so many are read: the database holds more.
    cut_at INTEGER,
    last_failure_at TIMESTAMPTZ(6),
    last_failure_code TEXT,
    last_failure_detail TEXT,

    CONSTRAINT kb_entity_reading_pkey PRIMARY KEY (database_id),
    CONSTRAINT kb_entity_reading_database_id_fkey FOREIGN KEY (database_id) REFERENCES kb_database(id) ON DELETE CASCADE
);

-- ------------------------------------------------------------------ found by search

CREATE TABLE search_document_kb_entity PARTITION OF search_document FOR VALUES IN ('kbEntity');
CREATE INDEX search_document_kb_entity_words_idx ON search_document_kb_entity
  USING gin (title_words, words, reach) WITH (gin_pending_list_limit = 256);

-- `place` ends as the address of its page does: by its number, else by the portal's own id (lib/knowledge/entity-key.ts).
CREATE VIEW search_source_kb_entity AS
SELECT e.id, NULL::text AS code, coalesce(nullif(e.title, ''), 'Untitled') AS title, coalesce(e.public_id, '') AS keywords, '' AS body,
  d.name || ' · ' || s.name AS detail,
  s.slug || '/' || d.slug || '/' || CASE WHEN e.public_id ~ '^[0-9]{1,18}$' THEN e.public_id ELSE e.id::text END AS place,
  CASE WHEN e.gone_at IS NULL AND d.gone_at IS NULL AND s.gone_at IS NULL THEN 'live' ELSE 'gone' END AS state, s.is_demo,
  NULL::text AS group_code, ARRAY['kbEntity'] AS reach
FROM kb_entity e JOIN kb_database d ON d.id = e.database_id JOIN kb_space s ON s.id = d.space_id;

CREATE TRIGGER kb_entity_search_insert AFTER INSERT ON kb_entity REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION feed_search_added('kbEntity', 'kb_entity');
CREATE TRIGGER kb_entity_search_update AFTER UPDATE ON kb_entity REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION feed_search_added('kbEntity', 'kb_entity');
CREATE TRIGGER kb_entity_search_delete AFTER DELETE ON kb_entity REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION feed_search_removed('kbEntity');
CREATE TRIGGER kb_entity_search_truncate AFTER TRUNCATE ON kb_entity
  FOR EACH STATEMENT EXECUTE FUNCTION feed_search_removed('kbEntity');

-- Beside fields, entities are told of with their space's and database's name and address.
CREATE FUNCTION feed_search_entities_below() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  above uuid[];
BEGIN
  SELECT array_agg(id) INTO above FROM added a JOIN removed r USING (id)
  WHERE (a.name, a.slug, a.gone_at IS NULL) IS DISTINCT FROM (r.name, r.slug, r.gone_at IS NULL);
  IF above IS NULL THEN
    RETURN NULL;
  END IF;
  IF TG_TABLE_NAME = 'kb_space' THEN
    PERFORM feed_search('kbEntity', 'kb_entity', (SELECT array_agg(e.id) FROM kb_entity e
      JOIN kb_database d ON d.id = e.database_id WHERE d.space_id = ANY(above)));
  ELSE
    PERFORM feed_search('kbEntity', 'kb_entity', (SELECT array_agg(id) FROM kb_entity WHERE database_id = ANY(above)));
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER kb_space_search_entities_below AFTER UPDATE ON kb_space
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION feed_search_entities_below();
CREATE TRIGGER kb_database_search_entities_below AFTER UPDATE ON kb_database
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION feed_search_entities_below();
