-- Orders that the list has learnt: by owner and by (first) tag; and a group's products by code and by time, since a group's
-- codes often stand together, far down the order of all.
CREATE INDEX product_group_code_order_idx ON product (product_group_id, code_key COLLATE names, id);
CREATE INDEX product_group_updated_order_idx ON product (product_group_id, updated_at, id);
CREATE INDEX product_owner_name_order_idx ON product (owner_id, name COLLATE names, id);
CREATE INDEX product_tag_order_idx ON product ((coalesce("left"(tags[1], 60), '')) COLLATE names, id);

-- Each is the beginning of an index above, or of product_group_name_order_idx.
DROP INDEX product_product_group_id_idx;
DROP INDEX product_owner_id_idx;

-- An order by another record's name begins or ends with the products that have none; NULL alone gives an index no order.
CREATE INDEX product_without_group_order_idx ON product (name COLLATE names, id) WHERE product_group_id IS NULL;
CREATE INDEX product_without_owner_order_idx ON product (name COLLATE names, id) WHERE owner_id IS NULL;
