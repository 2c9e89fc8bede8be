-- One answer a question, kept for all who ask the same over the same rows; and the askings under way.
CREATE TABLE analytics_answer (
  -- SHA-256 of all that the answer hangs on (lib/analytics/answer-key.ts).
  key text PRIMARY KEY,
  query_key text NOT NULL,
  engine text NOT NULL,
  columns jsonb NOT NULL,
  -- The rows as JSON, deflated.
  body bytea NOT NULL,
  rows integer NOT NULL,
  truncated boolean NOT NULL,
  bytes integer NOT NULL,
  -- When the engine began, by the database's clock, which is one for all replicas.
  as_of timestamptz(6) NOT NULL,
  elapsed_ms integer NOT NULL,
  -- Somebody wants one that is newer than this.
  wanted_after timestamptz(6),
  -- How the last asking for a newer one failed.
  failed_at timestamptz(6),
  fault jsonb,
  asked_at timestamptz(6) NOT NULL
);
CREATE INDEX analytics_answer_asked_at_idx ON analytics_answer (asked_at);
-- It is compressed already.
ALTER TABLE analytics_answer ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE analytics_flight (
  -- The question's key, so that one is under way at a time; an export has one of its own.
  key text PRIMARY KEY,
  flight uuid NOT NULL,
  query_key text NOT NULL,
  -- Where places are counted: an engine, or that of one process.
  engine text NOT NULL,
  purpose text NOT NULL,
  asked_by text NOT NULL,
  queued_at timestamptz(6) NOT NULL,
  began_at timestamptz(6),
  -- By the database's clock: after that its holder is taken for dead.
  lease_until timestamptz(6) NOT NULL,
  -- Until then another replica's readers wait for it.
  wanted_until timestamptz(6),
  ended_at timestamptz(6),
  fault jsonb
);
CREATE INDEX analytics_flight_engine_idx ON analytics_flight (engine) WHERE ended_at IS NULL;

ALTER TABLE analytics_run
  ADD COLUMN queue_ms integer NOT NULL DEFAULT 0,
  ADD COLUMN bytes bigint,
  -- `fresh`: the engine was asked; `joined`: for an answer that another had asked for; `kept`: one was there.
  ADD COLUMN answer text NOT NULL DEFAULT 'fresh',
  ADD COLUMN row_scope text NOT NULL DEFAULT '',
  -- Asked so often within a moment, by the same reader: kept answers only.
  ADD COLUMN times integer NOT NULL DEFAULT 1,
  ADD CONSTRAINT analytics_run_answer_known CHECK (answer IN ('fresh', 'joined', 'kept'));
CREATE INDEX analytics_run_started_at_idx ON analytics_run (started_at);
-- When each query last gave an answer of its own: kept ones are many.
CREATE INDEX analytics_run_answered_idx ON analytics_run (query_key, started_at DESC)
  WHERE outcome = 'done' AND answer = 'fresh';
