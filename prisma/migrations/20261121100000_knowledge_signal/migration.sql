-- What a system told the portal by its webhook, and the run that is to look after it: one row a system, so that a hundred
-- calls become one run over all replicas.
CREATE TABLE kb_signal (
  source text PRIMARY KEY,
  heard_at timestamptz(6) NOT NULL,
  -- The first of those that the waiting run is to look after.
  first_heard_at timestamptz(6) NOT NULL,
  waiting_run_id text
);
