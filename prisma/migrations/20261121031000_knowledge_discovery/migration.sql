-- AlterTable
ALTER TABLE "kb_database" ADD COLUMN     "color" TEXT,
ADD COLUMN     "upstream_id" TEXT;

-- AlterTable
ALTER TABLE "kb_field" ADD COLUMN     "relation" TEXT,
ADD COLUMN     "upstream_id" TEXT;

-- AlterTable
ALTER TABLE "kb_discovery" ADD COLUMN     "change_count" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "claimant" TEXT NOT NULL;

-- CreateTable
CREATE TABLE "kb_catalog" (
    "source" TEXT NOT NULL,
    "etag" TEXT,
    "content" JSONB,
    "as_of" TIMESTAMPTZ(6),
    "last_failure_at" TIMESTAMPTZ(6),
    "last_failure_code" TEXT,
    "last_failure_detail" TEXT,

    CONSTRAINT "kb_catalog_pkey" PRIMARY KEY ("source")
);

-- CreateTable
CREATE TABLE "rate_slot" (
    "key" TEXT NOT NULL,
    "next_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "rate_slot_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "kb_discovery_change_count_finished_at_idx" ON "kb_discovery"("change_count", "finished_at" DESC);

ALTER TABLE kb_discovery ADD CONSTRAINT kb_discovery_outcome_known
  CHECK (outcome IN ('running', 'fetched', 'published', 'superseded', 'failed'));
