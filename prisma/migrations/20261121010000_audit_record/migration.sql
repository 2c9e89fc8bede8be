-- The audit record's own rules: the writer's hash, the sealed order, what the portal may do, and what nobody does by mistake.
ALTER TABLE audit_event ADD COLUMN mac text NOT NULL;
ALTER TABLE audit_seal ADD COLUMN previous text NOT NULL, ADD COLUMN era integer NOT NULL;

-- The order of sealing, and how the unsealed tail is found.
CREATE INDEX audit_event_xid_id_idx ON audit_event (xid, id);

ALTER TABLE audit_personal ADD CONSTRAINT audit_personal_erased_whole CHECK ((value IS NULL) = (salt IS NULL));

-- The portal may not say which transaction wrote a row: `xid` always comes from its default.
REVOKE INSERT ON audit_event FROM pergola_app;
GRANT INSERT (id, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, changes, count, mac)
  ON audit_event TO pergola_app;

-- Against mistakes, not against the owner: the seals are what holds against the owner.
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('pergola.audit_maintenance', true) = 'on' THEN
    IF TG_OP = 'UPDATE' THEN RETURN NEW; ELSIF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'the audit record is only added to' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_personal_append_only BEFORE UPDATE OR DELETE ON audit_personal
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_personal_no_truncate BEFORE TRUNCATE ON audit_personal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

-- Erasure: what tells who a person is goes, the commitment stays, and every hash still holds. Of the person as actor:
-- what names the actor; of the person as subject: all but what names the actor.
CREATE FUNCTION audit_erase_person(person text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  erased integer;
BEGIN
  PERFORM set_config('pergola.audit_maintenance', 'on', true);
  UPDATE public.audit_personal AS personal SET value = NULL, salt = NULL
  FROM public.audit_event AS event
  WHERE event.id = personal.event_id AND personal.value IS NOT NULL
    AND CASE WHEN personal.field LIKE 'actor.%' THEN event.actor_id = person AND event.actor_kind IN ('user', 'key')
             ELSE event.subject_kind = 'user' AND event.subject_id = person END;
  GET DIAGNOSTICS erased = ROW_COUNT;
  PERFORM set_config('pergola.audit_maintenance', 'off', true);
  RETURN erased;
END
$$;
REVOKE ALL ON FUNCTION audit_erase_person(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_erase_person(text) TO pergola_app;

-- Retention: takes out what is sealed up to a position. For the migrator only; lib/audit writes the signed starting
-- point first, without which `audit verify` names every row taken out here as deleted.
CREATE FUNCTION audit_archive(last_position bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  archived bigint;
BEGIN
  PERFORM set_config('pergola.audit_maintenance', 'on', true);
  CREATE TEMPORARY TABLE audit_archiving ON COMMIT DROP AS
    SELECT event_id FROM public.audit_seal WHERE position <= last_position;
  DELETE FROM public.audit_personal USING audit_archiving WHERE audit_personal.event_id = audit_archiving.event_id;
  DELETE FROM public.audit_seal WHERE position <= last_position;
  DELETE FROM public.audit_event USING audit_archiving WHERE audit_event.id = audit_archiving.event_id;
  GET DIAGNOSTICS archived = ROW_COUNT;
  DROP TABLE audit_archiving;
  PERFORM set_config('pergola.audit_maintenance', 'off', true);
  RETURN archived;
END
$$;
REVOKE ALL ON FUNCTION audit_archive(bigint) FROM PUBLIC;
