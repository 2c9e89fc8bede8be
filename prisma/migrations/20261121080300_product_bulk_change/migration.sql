-- A change of many products at once: what became of each, and what it was before, so that it can be undone.
CREATE TABLE product_bulk_change (
    id UUID NOT NULL,
    user_id UUID NOT NULL,
    at TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- How many were chosen; how many of them are dealt with shows in the items.
    chosen INTEGER NOT NULL,
    undone_at TIMESTAMPTZ(6),

    CONSTRAINT product_bulk_change_pkey PRIMARY KEY (id),
    CONSTRAINT product_bulk_change_user_id_fkey FOREIGN KEY (user_id) REFERENCES app_user (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX product_bulk_change_user_id_at_idx ON product_bulk_change (user_id, at);

CREATE TABLE product_bulk_item (
    bulk_id UUID NOT NULL,
    product_id UUID NOT NULL,
    -- `changed`, `undone`, `kept` (could not be undone), or why it was left as it was
    outcome TEXT NOT NULL,
    before JSONB,
    -- The version that the change made: only while it is the present one can the change be undone.
    version INTEGER,

    CONSTRAINT product_bulk_item_pkey PRIMARY KEY (bulk_id, product_id),
    CONSTRAINT product_bulk_item_bulk_id_fkey FOREIGN KEY (bulk_id) REFERENCES product_bulk_change (id) ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT product_bulk_item_product_id_fkey FOREIGN KEY (product_id) REFERENCES product (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX product_bulk_item_product_id_idx ON product_bulk_item (product_id);
CREATE INDEX product_bulk_item_outcome_idx ON product_bulk_item (bulk_id, outcome, product_id);
