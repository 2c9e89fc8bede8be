-- Who asked, whatever kind of actor, and what for: a figure looked at, taken away or asked by command.
ALTER TABLE "analytics_run"
  ADD COLUMN "actor_id" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "purpose" TEXT NOT NULL DEFAULT 'page';

ALTER TABLE "analytics_run" ALTER COLUMN "actor_id" DROP DEFAULT, ALTER COLUMN "purpose" DROP DEFAULT;

ALTER TABLE "analytics_run"
  ADD CONSTRAINT "analytics_run_purpose_check" CHECK ("purpose" IN ('page', 'export', 'cli')),
  ADD CONSTRAINT "analytics_run_outcome_check" CHECK ("outcome" IN ('done', 'failed', 'timeout', 'cancelled'));
