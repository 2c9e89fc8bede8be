-- What the workspace says of a field. The next reading of a space fills it.
ALTER TABLE "kb_field" ADD COLUMN "description" TEXT NOT NULL DEFAULT '';

-- A field is found by it too. As in the migration search_index, but for the body.
CREATE OR REPLACE VIEW search_source_kb_field AS
SELECT f.id, NULL::text AS code, f.name AS title,
  concat_ws(' ', regexp_replace(f.name, '([[:lower:]])([[:upper:]])', '\1 \2', 'g'), split_part(f.raw_name, '/', 2))
    AS keywords,
  f.description AS body, d.name || ' · ' || s.name AS detail, s.slug || '/' || d.slug AS place, 'live' AS state, s.is_demo,
  NULL::text AS group_code, ARRAY['kbField'] AS reach
FROM kb_field f JOIN kb_database d ON d.id = f.database_id JOIN kb_space s ON s.id = d.space_id
WHERE f.gone_at IS NULL AND d.gone_at IS NULL AND s.gone_at IS NULL;
