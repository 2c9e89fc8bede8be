-- What told of the snapshot in force: a space whose GraphQL schema is refused is known by the workspace's own schema alone.
ALTER TABLE kb_space ADD COLUMN origin text NOT NULL DEFAULT 'introspection';
ALTER TABLE kb_space ADD CONSTRAINT kb_space_origin_check CHECK (origin IN ('introspection', 'catalog'));

-- How many entities a database holds, where that was told, and when.
ALTER TABLE kb_database ADD COLUMN entity_count integer, ADD COLUMN counted_at timestamptz(6);
ALTER TABLE kb_database ADD CONSTRAINT kb_database_counted_check CHECK ((entity_count IS NULL) = (counted_at IS NULL));
