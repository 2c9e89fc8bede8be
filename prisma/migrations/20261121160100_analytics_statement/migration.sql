-- What somebody asked the analytics engine in their own words: their list of late, and what runs now. A statement may
-- hold a secret, so only they see it; the audit record keeps it besides, as a personal value.
CREATE TABLE analytics_statement (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    statement TEXT NOT NULL,
    asked_at TIMESTAMPTZ(6) NOT NULL,
    -- NULL while it runs.
    ended_at TIMESTAMPTZ(6),
    -- Set by its reader, from whichever replica: the one that runs it looks here.
    stop_asked_at TIMESTAMPTZ(6),
    -- `done`, `failed`, `timeout`, `cancelled`
    outcome TEXT,
    rows INTEGER,
    elapsed_ms INTEGER,

    CONSTRAINT analytics_statement_pkey PRIMARY KEY (id),
    CONSTRAINT analytics_statement_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX analytics_statement_user_id_asked_at_idx ON analytics_statement (user_id, asked_at);
-- One at a time a person, in all replicas together.
CREATE UNIQUE INDEX analytics_statement_running_key ON analytics_statement (user_id) WHERE ended_at IS NULL;
