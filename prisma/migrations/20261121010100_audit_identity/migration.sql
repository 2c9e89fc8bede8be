-- The record's own identity: it enters every seal and every checkpoint, so that checkpoints of one database are never
-- held against another, and rows of one record cannot be passed off as rows of another.
CREATE TABLE audit_record (
  id uuid NOT NULL,
  begun_at timestamptz(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT audit_record_pkey PRIMARY KEY (id)
);
INSERT INTO audit_record (id) VALUES (gen_random_uuid());
CREATE TRIGGER audit_record_append_only BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON audit_record
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_record FROM pergola_app;
