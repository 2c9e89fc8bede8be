-- What Prisma's schema cannot say: extensions, the product search column, the portal's role and what it may do.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;

-- unaccent() is only STABLE, since its dictionary may change; with the dictionary named it is safe to index.
CREATE FUNCTION search_form(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(public.unaccent('public.unaccent'::regdictionary, replace(replace(value, '’', ''''), '''', '')));

ALTER TABLE product ADD COLUMN search_text text GENERATED ALWAYS AS (search_form(code || ' ' || name || ' ' || description)) STORED;
CREATE INDEX product_search_text_idx ON product USING gin (search_text gin_trgm_ops);

-- One order of names on every server, whatever its locale.
CREATE COLLATION IF NOT EXISTS names (provider = icu, locale = 'und-u-kn-true');

ALTER TABLE product ADD CONSTRAINT product_code_key_is_lower CHECK (code_key = lower(code));
ALTER TABLE audit_event ADD CONSTRAINT audit_event_outcome_known CHECK (outcome IN ('done', 'refused', 'failed'));
ALTER TABLE audit_event ADD CONSTRAINT audit_event_count_positive CHECK (count > 0);

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pergola_app') THEN
    CREATE ROLE pergola_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- another database of this server was being migrated at the same moment
END
$$;

GRANT USAGE ON SCHEMA public TO pergola_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO pergola_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO pergola_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO pergola_app;
REVOKE ALL ON _prisma_migrations FROM pergola_app;
GRANT SELECT ON _prisma_migrations TO pergola_app;

-- The audit record: the portal adds and reads, and nothing else.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_personal, audit_seal FROM pergola_app;
