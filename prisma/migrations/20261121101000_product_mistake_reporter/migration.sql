-- How many mistakes a person reported lately.
CREATE INDEX "product_mistake_reported_by_id_reported_at_idx" ON "product_mistake"("reported_by_id", "reported_at");
