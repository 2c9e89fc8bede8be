-- What the portal says of a dashboard that it publishes.
ALTER TABLE dashboard
    ADD COLUMN owner_id UUID,
    -- By which it is framed; NULL while embedding is not turned on for it in Superset.
    ADD COLUMN embedded_id TEXT,
    ADD COLUMN filters JSONB NOT NULL DEFAULT '[]',
    ADD COLUMN product_filter_id TEXT,
    ADD COLUMN product_filter_by TEXT NOT NULL DEFAULT 'code' CHECK (product_filter_by IN ('code', 'name')),
    ADD COLUMN source TEXT NOT NULL DEFAULT 'portal' CHECK (source IN ('portal', 'file')),
    ADD COLUMN version INTEGER NOT NULL DEFAULT 1,
    ADD CONSTRAINT dashboard_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES app_user (id) ON DELETE SET NULL ON UPDATE CASCADE;
CREATE INDEX dashboard_owner_id_idx ON dashboard (owner_id);

-- What was decided of one dataset of a published dashboard. A dataset that is not here is closed.
CREATE TABLE row_rule (
    dashboard_id UUID NOT NULL,
    dataset_id INTEGER NOT NULL,
    -- As it was called then: a number that means another table later is not decided.
    dataset_name TEXT NOT NULL,
    -- NULL: open to all who may see the dashboard.
    template TEXT,

    CONSTRAINT row_rule_pkey PRIMARY KEY (dashboard_id, dataset_id),
    CONSTRAINT row_rule_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard (id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE dashboard_product (
    dashboard_id UUID NOT NULL,
    product_id UUID NOT NULL,

    CONSTRAINT dashboard_product_pkey PRIMARY KEY (dashboard_id, product_id),
    CONSTRAINT dashboard_product_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT dashboard_product_product_id_fkey FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX dashboard_product_product_id_idx ON dashboard_product (product_id);

CREATE TABLE dashboard_product_group (
    dashboard_id UUID NOT NULL,
    product_group_id UUID NOT NULL,

    CONSTRAINT dashboard_product_group_pkey PRIMARY KEY (dashboard_id, product_group_id),
    CONSTRAINT dashboard_product_group_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT dashboard_product_group_product_group_id_fkey FOREIGN KEY (product_group_id) REFERENCES product_group (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX dashboard_product_group_product_group_id_idx ON dashboard_product_group (product_group_id);

-- Snapshot: a dashboard as Superset last told of it, published here or not.
CREATE TABLE found_dashboard (
    upstream_id TEXT NOT NULL,
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    slug TEXT,
    path TEXT NOT NULL,
    draft BOOLEAN NOT NULL DEFAULT false,
    owners TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    filters JSONB NOT NULL DEFAULT '[]',
    datasets JSONB NOT NULL DEFAULT '[]',
    -- Why what stands in the three above is of an earlier reading, or of none.
    failure_code TEXT,
    changed_at TIMESTAMPTZ(6),
    as_of TIMESTAMPTZ(6) NOT NULL,
    first_seen_at TIMESTAMPTZ(6) NOT NULL,
    gone_at TIMESTAMPTZ(6),

    CONSTRAINT found_dashboard_pkey PRIMARY KEY (upstream_id)
);

-- How the reading of Superset stands: one row, locked by whoever puts a reading in force.
CREATE TABLE dashboard_reading (
    id TEXT NOT NULL,
    address TEXT NOT NULL,
    claimant TEXT NOT NULL,
    started_at TIMESTAMPTZ(6) NOT NULL,
    ended_at TIMESTAMPTZ(6),
    as_of TIMESTAMPTZ(6),
    superset_version TEXT,
    last_failure_at TIMESTAMPTZ(6),
    last_failure_code TEXT,
    last_failure_detail TEXT,

    CONSTRAINT dashboard_reading_pkey PRIMARY KEY (id)
);

-- Under which rules a reader last drew a dashboard: the record tells of it once a change, not with every token.
CREATE TABLE dashboard_issue (
    user_id UUID NOT NULL,
    dashboard_id UUID NOT NULL,
    fingerprint TEXT NOT NULL,
    at TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT dashboard_issue_pkey PRIMARY KEY (user_id, dashboard_id),
    CONSTRAINT dashboard_issue_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT dashboard_issue_dashboard_id_fkey FOREIGN KEY (dashboard_id) REFERENCES dashboard (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX dashboard_issue_dashboard_id_idx ON dashboard_issue (dashboard_id);
