-- Superset's own database. Run it there as its owner or a superuser, once: afterwards only the role that Superset keeps
-- its records with (its owner) gets in, and not the role that reads your figures, should both stand on one server.
DO $$ BEGIN
  EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
