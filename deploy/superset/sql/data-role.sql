-- The role that Superset reads your figures as. Run it in the database that holds them, as a superuser (an owner alone
-- may not take rights from PostgreSQL's own functions), with ON_ERROR_STOP, and again after a change; then give the role a password with \password superset_reader.
--
-- `northwind` is the one schema that dashboards read: put the name of yours, six times. What is not meant for dashboards
-- belongs in another schema. This is the second wall: the first one, pergola_security.py, keeps SQL of a guest's own
-- from getting here at all.

DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'superset_reader') THEN CREATE ROLE superset_reader; END IF;
END $$;
ALTER ROLE superset_reader LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 40;
ALTER ROLE superset_reader SET default_transaction_read_only = on;
ALTER ROLE superset_reader SET statement_timeout = '30s';
ALTER ROLE superset_reader SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE superset_reader SET search_path = northwind;

-- It may enter this database, which nobody may any longer merely because PostgreSQL lets everybody in.
DO $$ BEGIN
  EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO superset_reader', current_database());
END $$;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

REVOKE ALL ON ALL TABLES IN SCHEMA northwind FROM superset_reader;
REVOKE ALL ON SCHEMA northwind FROM superset_reader;
GRANT USAGE ON SCHEMA northwind TO superset_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA northwind TO superset_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA northwind GRANT SELECT ON TABLES TO superset_reader;

-- Functions of PostgreSQL that run SQL which they are handed as text: past the row rules, which Superset adds to its own
-- statement only. A role of yours that needs one gets it back by a GRANT.
REVOKE EXECUTE ON FUNCTION
  query_to_xml(text, boolean, boolean, text),
  query_to_xmlschema(text, boolean, boolean, text),
  query_to_xml_and_xmlschema(text, boolean, boolean, text),
  cursor_to_xml(refcursor, integer, boolean, boolean, text),
  cursor_to_xmlschema(refcursor, boolean, boolean, text),
  table_to_xml(regclass, boolean, boolean, text),
  table_to_xmlschema(regclass, boolean, boolean, text),
  table_to_xml_and_xmlschema(regclass, boolean, boolean, text),
  schema_to_xml(name, boolean, boolean, text),
  schema_to_xmlschema(name, boolean, boolean, text),
  schema_to_xml_and_xmlschema(name, boolean, boolean, text),
  database_to_xml(boolean, boolean, text),
  database_to_xmlschema(boolean, boolean, text),
  database_to_xml_and_xmlschema(boolean, boolean, text),
  ts_stat(text),
  ts_stat(text, text),
  ts_rewrite(tsquery, text)
FROM PUBLIC;

-- What holds a connection without reading anything, and what reaches out of the database where somebody installed it.
REVOKE EXECUTE ON FUNCTION pg_sleep(double precision), pg_sleep_for(interval), pg_sleep_until(timestamp with time zone)
FROM PUBLIC;
DO $$
DECLARE
  reaching regprocedure;
BEGIN
  FOR reaching IN
    SELECT p.oid::regprocedure FROM pg_proc AS p
    JOIN pg_depend AS d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
    JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
    WHERE e.extname IN ('dblink', 'tablefunc', 'xml2')
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', reaching);
  END LOOP;
END $$;
