-- The links that the portal holds, where each stands, and what their checks came to.
CREATE TABLE checked_link (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- SHA-256 of the address: addresses may be longer than an index takes.
  url_key text NOT NULL UNIQUE,
  url text NOT NULL,
  host text NOT NULL,
  -- The check that asked last, so that one that is taken up again asks nothing twice.
  check_id uuid,
  checked_at timestamptz(6),
  ok_at timestamptz(6),
  finding text CONSTRAINT checked_link_finding_known
    CHECK (finding IN ('works', 'signIn', 'busy', 'unclear', 'notAsked', 'gone', 'fault')),
  reason text,
  status integer,
  failures integer NOT NULL DEFAULT 0,
  clear_failures integer NOT NULL DEFAULT 0,
  failed_since timestamptz(6),
  counted_at timestamptz(6),
  broken_since timestamptz(6)
);
CREATE INDEX checked_link_checked_at_idx ON checked_link (checked_at NULLS FIRST, id);
CREATE INDEX checked_link_broken_since_idx ON checked_link (broken_since DESC) WHERE broken_since IS NOT NULL;

CREATE TABLE link_use (
  link_id uuid NOT NULL REFERENCES checked_link (id) ON DELETE CASCADE,
  holder_kind text NOT NULL CONSTRAINT link_use_holder_known
    CHECK (holder_kind IN ('product', 'segment', 'kbSpace', 'kbDatabase')),
  holder_id text NOT NULL,
  place text NOT NULL,
  label text NOT NULL,
  -- Whom to tell; of records that are out of use, nobody.
  owner_id uuid,
  -- Set while its owner has been told that it is broken.
  told_at timestamptz(6),
  -- The check that last found it there.
  seen_in uuid NOT NULL,
  PRIMARY KEY (link_id, holder_kind, holder_id, place)
);
CREATE INDEX link_use_owner_id_idx ON link_use (owner_id);

CREATE TABLE link_check (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  -- The run that it belongs to: it may take its own check up again.
  claimant text NOT NULL,
  started_at timestamptz(6) NOT NULL,
  -- By the database's clock: after that its claimant is taken for dead.
  lease_until timestamptz(6) NOT NULL,
  finished_at timestamptz(6),
  outcome text CONSTRAINT link_check_outcome_known CHECK (outcome IN ('done', 'offline', 'abandoned')),
  held integer NOT NULL DEFAULT 0,
  asked integer NOT NULL DEFAULT 0,
  broken integer NOT NULL DEFAULT 0
);
-- One at a time, over all replicas.
CREATE UNIQUE INDEX link_check_one_open ON link_check ((true)) WHERE finished_at IS NULL;
CREATE INDEX link_check_started_at_idx ON link_check (started_at DESC);
