-- Figures of queries that stand on a product's card, for all its readers.
CREATE TABLE "product_figure" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "query_key" TEXT NOT NULL,
    "parameters" JSONB NOT NULL DEFAULT '{}',
    "bound_to" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "pinned_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "product_figure_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "product_figure_product_id_pinned_at_idx" ON "product_figure"("product_id", "pinned_at");
ALTER TABLE "product_figure" ADD CONSTRAINT "product_figure_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
