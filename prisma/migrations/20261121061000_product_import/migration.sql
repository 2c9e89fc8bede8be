-- Imports of products: what a file held, row by row, what would become of it, and what did. Kept for a week.
CREATE TABLE "product_import" (
    "id" UUID NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "file_name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "notes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "headers" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "header_key" TEXT NOT NULL,
    "mapping" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "state" TEXT NOT NULL,
    "row_count" INTEGER NOT NULL DEFAULT 0,
    "done_count" INTEGER NOT NULL DEFAULT 0,
    "scope_key" TEXT,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "changed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "product_import_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "product_import_actor_id_created_at_idx" ON "product_import"("actor_id", "created_at" DESC);
CREATE INDEX "product_import_state_changed_at_idx" ON "product_import"("state", "changed_at");

CREATE TABLE "product_import_row" (
    "import_id" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "cells" JSONB NOT NULL,
    "code_key" TEXT,
    "outcome" TEXT,
    "reasons" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "draft" JSONB,
    "changes" JSONB,
    "product_id" UUID,
    "version" INTEGER,
    "event" JSONB,
    "applied" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "product_import_row_pkey" PRIMARY KEY ("import_id","n")
);
CREATE INDEX "product_import_row_import_id_outcome_n_idx" ON "product_import_row"("import_id", "outcome", "n");
ALTER TABLE "product_import_row" ADD CONSTRAINT "product_import_row_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "product_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Which field each column of a file with these headers was taken for, the last time.
CREATE TABLE "product_import_mapping" (
    "actor_id" TEXT NOT NULL,
    "header_key" TEXT NOT NULL,
    "mapping" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "used_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "product_import_mapping_pkey" PRIMARY KEY ("actor_id","header_key")
);
