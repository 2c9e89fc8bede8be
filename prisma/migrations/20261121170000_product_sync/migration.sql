-- Products that come from another system, field by field.
ALTER TABLE product
    ADD COLUMN upstream_id TEXT,
    -- `name`, `groupCode`, `attributes.weight`, `links.Data sheet`: what comes from there, and is not edited here.
    ADD COLUMN synced_fields TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[],
    -- Tombstone: gone there, or no longer visible to the portal's account.
    ADD COLUMN gone_at TIMESTAMPTZ(6);
-- Of those that come from elsewhere alone: the portal's own products pay nothing for it.
CREATE UNIQUE INDEX product_source_upstream_id_key ON product (source, upstream_id) WHERE upstream_id IS NOT NULL;
