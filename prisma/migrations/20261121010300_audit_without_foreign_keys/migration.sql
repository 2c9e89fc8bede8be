-- The record's tables hold together by keyed hashes, which `audit verify` recomputes; a foreign key would say less and
-- cost every writer as much as the row itself (a query by trigger for each personal value and each seal).
ALTER TABLE audit_personal DROP CONSTRAINT audit_personal_event_id_fkey;
ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_event_id_fkey;
