-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "product_status" AS ENUM ('active', 'discontinued', 'archived');

-- CreateTable
CREATE TABLE "product_group" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_group_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "product" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "code_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "status" "product_status" NOT NULL DEFAULT 'active',
    "product_group_id" UUID,
    "owner_id" UUID,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "attributes" JSONB NOT NULL DEFAULT '[]',
    "links" JSONB NOT NULL DEFAULT '[]',
    "source" TEXT NOT NULL DEFAULT 'portal',
    "as_of" TIMESTAMPTZ(6),
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_user" (
    "id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "name" TEXT NOT NULL,
    "disabled_at" TIMESTAMPTZ(6),
    "identity_groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "groups_read_at" TIMESTAMPTZ(6),
    "theme" TEXT NOT NULL DEFAULT 'system',
    "time_zone" TEXT,
    "locale" TEXT,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6),

    CONSTRAINT "app_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role" (
    "id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "rights" JSONB NOT NULL DEFAULT '[]',
    "includes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_grant" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role_key" TEXT NOT NULL,
    "condition" JSONB,
    "granted_by_id" UUID,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "role_grant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "group_mapping" (
    "id" UUID NOT NULL,
    "identity_group" TEXT NOT NULL,
    "role_key" TEXT NOT NULL,
    "condition" JSONB,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "group_mapping_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "provider_sid" TEXT,
    "data" TEXT NOT NULL,
    "user_agent" TEXT,
    "groups_asked_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "pin" (
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "pin_pkey" PRIMARY KEY ("user_id","kind","key")
);

-- CreateTable
CREATE TABLE "recent_view" (
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "viewed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recent_view_pkey" PRIMARY KEY ("user_id","kind","key")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "changes" JSONB NOT NULL DEFAULT '{}',
    "count" INTEGER NOT NULL DEFAULT 1,
    "xid" BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text)::bigint,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_personal" (
    "event_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "value" TEXT,
    "salt" TEXT,
    "commitment" TEXT NOT NULL,

    CONSTRAINT "audit_personal_pkey" PRIMARY KEY ("event_id","field")
);

-- CreateTable
CREATE TABLE "audit_seal" (
    "position" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "audit_seal_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "kb_space" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "current_discovery_id" UUID,
    "current_started_at" TIMESTAMPTZ(6),
    "as_of" TIMESTAMPTZ(6),
    "last_failure_at" TIMESTAMPTZ(6),
    "last_failure_code" TEXT,
    "last_failure_detail" TEXT,
    "gone_at" TIMESTAMPTZ(6),
    "is_demo" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "kb_space_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kb_database" (
    "id" UUID NOT NULL,
    "space_id" UUID NOT NULL,
    "raw_name" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "finder" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "position" INTEGER NOT NULL DEFAULT 0,
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL,
    "gone_at" TIMESTAMPTZ(6),

    CONSTRAINT "kb_database_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kb_field" (
    "id" UUID NOT NULL,
    "database_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "raw_name" TEXT NOT NULL,
    "type_text" TEXT NOT NULL,
    "named_type" TEXT NOT NULL,
    "is_collection" BOOLEAN NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL,
    "gone_at" TIMESTAMPTZ(6),

    CONSTRAINT "kb_field_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "kb_discovery" (
    "id" UUID NOT NULL,
    "space_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "finished_at" TIMESTAMPTZ(6),
    "outcome" TEXT NOT NULL,
    "failure_code" TEXT,
    "failure_detail" TEXT,
    "content" JSONB,
    "diff" JSONB,

    CONSTRAINT "kb_discovery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "analytics_run" (
    "id" UUID NOT NULL,
    "query_key" TEXT NOT NULL,
    "parameters" JSONB NOT NULL DEFAULT '{}',
    "user_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "engine" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "elapsed_ms" INTEGER NOT NULL,
    "rows" INTEGER,
    "outcome" TEXT NOT NULL,
    "failure" TEXT,

    CONSTRAINT "analytics_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dashboard" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "upstream_id" TEXT NOT NULL,
    "published_at" TIMESTAMPTZ(6),
    "as_of" TIMESTAMPTZ(6),
    "gone_at" TIMESTAMPTZ(6),

    CONSTRAINT "dashboard_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workflow_request" (
    "run_id" TEXT NOT NULL,
    "workflow_key" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL DEFAULT '',
    "requested_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "workflow_request_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "workflow_executor" (
    "id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lease_until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "workflow_executor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_status" (
    "system" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "last_success_at" TIMESTAMPTZ(6),
    "last_failure_at" TIMESTAMPTZ(6),
    "failure_code" TEXT,
    "failure_detail" TEXT,
    "latency_ms" INTEGER,

    CONSTRAINT "connection_status_pkey" PRIMARY KEY ("system")
);

-- CreateIndex
CREATE UNIQUE INDEX "product_group_code_key" ON "product_group"("code");

-- CreateIndex
CREATE UNIQUE INDEX "product_code_key_key" ON "product"("code_key");

-- CreateIndex
CREATE INDEX "product_product_group_id_idx" ON "product"("product_group_id");

-- CreateIndex
CREATE INDEX "product_owner_id_idx" ON "product"("owner_id");

-- CreateIndex
CREATE INDEX "product_name_id_idx" ON "product"("name", "id");

-- CreateIndex
CREATE INDEX "product_updated_at_id_idx" ON "product"("updated_at", "id");

-- CreateIndex
CREATE INDEX "app_user_email_idx" ON "app_user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "app_user_issuer_subject_key" ON "app_user"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "role_key_key" ON "role"("key");

-- CreateIndex
CREATE INDEX "role_grant_user_id_idx" ON "role_grant"("user_id");

-- CreateIndex
CREATE INDEX "role_grant_role_key_idx" ON "role_grant"("role_key");

-- CreateIndex
CREATE UNIQUE INDEX "group_mapping_identity_group_role_key_key" ON "group_mapping"("identity_group", "role_key");

-- CreateIndex
CREATE INDEX "session_user_id_idx" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "session_provider_sid_idx" ON "session"("provider_sid");

-- CreateIndex
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "recent_view_user_id_viewed_at_idx" ON "recent_view"("user_id", "viewed_at");

-- CreateIndex
CREATE INDEX "audit_event_at_id_idx" ON "audit_event"("at" DESC, "id");

-- CreateIndex
CREATE INDEX "audit_event_subject_kind_subject_id_at_idx" ON "audit_event"("subject_kind", "subject_id", "at");

-- CreateIndex
CREATE INDEX "audit_event_actor_id_at_idx" ON "audit_event"("actor_id", "at");

-- CreateIndex
CREATE INDEX "audit_event_action_at_idx" ON "audit_event"("action", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_seal_event_id_key" ON "audit_seal"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "kb_space_name_key" ON "kb_space"("name");

-- CreateIndex
CREATE UNIQUE INDEX "kb_space_slug_key" ON "kb_space"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "kb_space_current_discovery_id_key" ON "kb_space"("current_discovery_id");

-- CreateIndex
CREATE UNIQUE INDEX "kb_database_space_id_raw_name_key" ON "kb_database"("space_id", "raw_name");

-- CreateIndex
CREATE UNIQUE INDEX "kb_database_space_id_slug_key" ON "kb_database"("space_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "kb_field_database_id_name_key" ON "kb_field"("database_id", "name");

-- CreateIndex
CREATE INDEX "kb_discovery_space_id_started_at_idx" ON "kb_discovery"("space_id", "started_at" DESC);

-- CreateIndex
CREATE INDEX "analytics_run_query_key_started_at_idx" ON "analytics_run"("query_key", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "dashboard_slug_key" ON "dashboard"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "dashboard_upstream_id_key" ON "dashboard"("upstream_id");

-- CreateIndex
CREATE INDEX "workflow_request_workflow_key_requested_at_idx" ON "workflow_request"("workflow_key", "requested_at");

-- CreateIndex
CREATE INDEX "workflow_executor_lease_until_idx" ON "workflow_executor"("lease_until");

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_product_group_id_fkey" FOREIGN KEY ("product_group_id") REFERENCES "product_group"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "product" ADD CONSTRAINT "product_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_granted_by_id_fkey" FOREIGN KEY ("granted_by_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pin" ADD CONSTRAINT "pin_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recent_view" ADD CONSTRAINT "recent_view_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_personal" ADD CONSTRAINT "audit_personal_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "audit_event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "audit_seal" ADD CONSTRAINT "audit_seal_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "audit_event"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kb_database" ADD CONSTRAINT "kb_database_space_id_fkey" FOREIGN KEY ("space_id") REFERENCES "kb_space"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kb_field" ADD CONSTRAINT "kb_field_database_id_fkey" FOREIGN KEY ("database_id") REFERENCES "kb_database"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "kb_discovery" ADD CONSTRAINT "kb_discovery_space_id_fkey" FOREIGN KEY ("space_id") REFERENCES "kb_space"("id") ON DELETE CASCADE ON UPDATE CASCADE;


