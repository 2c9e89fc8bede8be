-- Adds events with their personal values. A function, since its statements are planned once a connection, and since the
-- portal sends the call together with COMMIT (lib/platform/with-commit.ts). It runs with the caller's own rights.
CREATE FUNCTION audit_append(events jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  INSERT INTO public.audit_event
    (id, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, changes, count, mac)
  SELECT e.id, timestamptz 'epoch' + e.at * interval '1 microsecond', e."actorKind", e."actorId", e.action,
    e."subjectKind", e."subjectId", e.outcome, e."requestId", e.changes::jsonb, e.count, e.mac
  FROM jsonb_to_recordset(events) AS e (id uuid, at bigint, "actorKind" text, "actorId" text, action text,
    "subjectKind" text, "subjectId" text, outcome text, "requestId" text, changes text, count int, mac text);

  INSERT INTO public.audit_personal (event_id, field, value, salt, commitment)
  SELECT e.id, p.field, p.value, p.salt, p.commitment
  FROM jsonb_to_recordset(events) AS e (id uuid, personal jsonb),
    jsonb_to_recordset(e.personal) AS p (field text, value text, salt text, commitment text);
END
$$;
REVOKE ALL ON FUNCTION audit_append(jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO pergola_app;
