-- Pages go by (at, id) in one direction or the other: one index serves both only when its columns run the same way.
DROP INDEX "audit_event_at_id_idx";
CREATE INDEX "audit_event_at_id_idx" ON "audit_event"("at", "id");
