-- Readers whose rights are held to tags, at any number of products.
CREATE INDEX product_tags_idx ON product USING gin (tags);
