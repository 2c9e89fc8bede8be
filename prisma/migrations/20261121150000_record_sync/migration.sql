-- Process segments that come from another system, field by field; and each reading of what feeds them.
ALTER TABLE process_segment
    -- When the system was last read with this record in it.
    ADD COLUMN as_of TIMESTAMPTZ(6),
    ADD COLUMN upstream_id TEXT,
    -- `name`, `parent`, `parameters.Temperature`: what comes from there, and is not edited here.
    ADD COLUMN synced_fields TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    -- Tombstone: gone there, or no longer visible to the portal's account.
    ADD COLUMN gone_at TIMESTAMPTZ(6);
CREATE UNIQUE INDEX process_segment_source_upstream_id_key ON process_segment (source, upstream_id);

CREATE TABLE sync_reading (
    id UUID NOT NULL,
    mapping TEXT NOT NULL,
    claimant TEXT NOT NULL,
    started_at TIMESTAMPTZ(6) NOT NULL,
    finished_at TIMESTAMPTZ(6),
    outcome TEXT NOT NULL,
    content JSONB,
    summary JSONB,
    failure_code TEXT,
    failure_detail TEXT,

    CONSTRAINT sync_reading_pkey PRIMARY KEY (id),
    CONSTRAINT sync_reading_outcome CHECK (outcome IN ('running', 'read', 'applied', 'superseded', 'failed'))
);
CREATE INDEX sync_reading_mapping_started_at_idx ON sync_reading (mapping, started_at DESC);
