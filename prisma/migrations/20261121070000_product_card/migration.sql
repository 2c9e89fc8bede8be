-- The product card: codes that are never given twice, every version, typed attributes of groups, files, watching and
-- reported mistakes, and notices to people.

-- Every code that a product has or had. Kept by the database for whoever writes, so that an old code leads to its product
-- for good and no other product takes it.
CREATE TABLE "product_code" (
    "code_key" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "product_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_code_pkey" PRIMARY KEY ("code_key")
);
CREATE INDEX "product_code_product_id_idx" ON "product_code"("product_id");
ALTER TABLE "product_code" ADD CONSTRAINT "product_code_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE FUNCTION keep_product_codes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  taken text;
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO product_code (code_key, code, product_id)
    SELECT code_key, code, id FROM added ORDER BY code_key ON CONFLICT (code_key) DO NOTHING;
    SELECT a.code INTO taken FROM added a JOIN product_code c USING (code_key) WHERE c.product_id <> a.id LIMIT 1;
  ELSE
    INSERT INTO product_code (code_key, code, product_id)
    SELECT a.code_key, a.code, a.id FROM added a JOIN removed r ON r.id = a.id
    WHERE a.code_key <> r.code_key ORDER BY a.code_key ON CONFLICT (code_key) DO NOTHING;
    SELECT a.code INTO taken FROM added a JOIN removed r ON r.id = a.id JOIN product_code c ON c.code_key = a.code_key
    WHERE a.code_key <> r.code_key AND c.product_id <> a.id LIMIT 1;
  END IF;
  IF taken IS NOT NULL THEN
    RAISE unique_violation USING MESSAGE = 'a product has or had the code ' || taken,
      DETAIL = 'Key (code_key)=(' || lower(taken) || ') already exists.',
      CONSTRAINT = 'product_code_pkey', TABLE = 'product_code';
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER product_code_insert AFTER INSERT ON product
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_product_codes();
CREATE TRIGGER product_code_update AFTER UPDATE ON product
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION keep_product_codes();

-- The values that a group's attributes were given before they had types.
UPDATE product SET attributes = (
  SELECT jsonb_agg(
    one || jsonb_build_object('type', CASE jsonb_typeof(one->'value') WHEN 'number' THEN 'number' ELSE 'text' END)
    ORDER BY place)
  FROM jsonb_array_elements(attributes) WITH ORDINALITY AS each (one, place)
) WHERE jsonb_typeof(attributes) = 'array' AND attributes <> '[]';

CREATE TYPE "attribute_type" AS ENUM ('text', 'number', 'choice', 'date', 'boolean');

CREATE TABLE "product_group_attribute" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "product_group_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "type" "attribute_type" NOT NULL,
    "unit" TEXT,
    "choices" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "required" BOOLEAN NOT NULL DEFAULT false,
    "position" INTEGER NOT NULL,

    CONSTRAINT "product_group_attribute_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "product_group_attribute_product_group_id_key_key" ON "product_group_attribute"("product_group_id", "key");
ALTER TABLE "product_group_attribute" ADD CONSTRAINT "product_group_attribute_product_group_id_fkey" FOREIGN KEY ("product_group_id") REFERENCES "product_group"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO product_group_attribute (product_group_id, key, label, type, unit, position)
SELECT product_group_id, key, label, type::attribute_type, unit,
  row_number() OVER (PARTITION BY product_group_id ORDER BY place, key)
FROM (
  SELECT DISTINCT ON (p.product_group_id, one->>'key') p.product_group_id, one->>'key' AS key, one->>'label' AS label,
    one->>'type' AS type, one->>'unit' AS unit, place
  FROM product p, jsonb_array_elements(p.attributes) WITH ORDINALITY AS each (one, place)
  WHERE p.product_group_id IS NOT NULL AND one ? 'key' AND one ? 'label'
  ORDER BY p.product_group_id, one->>'key', place
) found;

ALTER TABLE "product_group" ADD COLUMN "version" INTEGER NOT NULL DEFAULT 1;

-- What each version of a product held. Written by the database for whoever changes a product and counts its version up,
-- in the same statement; the portal can add here and nothing else.
CREATE TABLE "product_version" (
    "product_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "product_version_pkey" PRIMARY KEY ("product_id","version")
);
ALTER TABLE "product_version" ADD CONSTRAINT "product_version_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE FUNCTION product_content(p product, group_code text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('code', p.code, 'name', p.name, 'description', p.description, 'status', p.status,
    'groupCode', group_code, 'ownerId', p.owner_id, 'tags', to_jsonb(p.tags), 'attributes', p.attributes, 'links', p.links)
$$;

CREATE FUNCTION keep_product_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO product_version (product_id, version, content, at)
    SELECT p.id, p.version, product_content(p, g.code), p.updated_at
    FROM added a JOIN product p ON p.id = a.id LEFT JOIN product_group g ON g.id = p.product_group_id
    ON CONFLICT DO NOTHING;
  ELSE
    INSERT INTO product_version (product_id, version, content, at)
    SELECT p.id, p.version, product_content(p, g.code), p.updated_at
    FROM added a JOIN removed r ON r.id = a.id AND r.version <> a.version
    JOIN product p ON p.id = a.id LEFT JOIN product_group g ON g.id = p.product_group_id
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER product_version_insert AFTER INSERT ON product
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION keep_product_versions();
CREATE TRIGGER product_version_update AFTER UPDATE ON product
  REFERENCING NEW TABLE AS added OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION keep_product_versions();

INSERT INTO product_code (code_key, code, product_id) SELECT code_key, code, id FROM product;
INSERT INTO product_version (product_id, version, content, at)
SELECT p.id, p.version, product_content(p, g.code), p.updated_at
FROM product p LEFT JOIN product_group g ON g.id = p.product_group_id;

REVOKE UPDATE, DELETE, TRUNCATE ON product_version FROM pergola_app;
REVOKE UPDATE, TRUNCATE ON product_code FROM pergola_app;

CREATE TABLE "product_file" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "media_type" TEXT NOT NULL,
    "size" INTEGER NOT NULL,
    "content_key" TEXT NOT NULL,
    "thumbnail_key" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "added_by_id" UUID,
    "added_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "product_file_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "product_file_product_id_idx" ON "product_file"("product_id");
CREATE INDEX "product_file_content_key_idx" ON "product_file"("content_key");
CREATE INDEX "product_file_thumbnail_key_idx" ON "product_file"("thumbnail_key");
ALTER TABLE "product_file" ADD CONSTRAINT "product_file_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "product_file" ADD CONSTRAINT "product_file_added_by_id_fkey" FOREIGN KEY ("added_by_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

CREATE TABLE "product_watch" (
    "user_id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "product_watch_pkey" PRIMARY KEY ("user_id","product_id")
);
CREATE INDEX "product_watch_product_id_idx" ON "product_watch"("product_id");
ALTER TABLE "product_watch" ADD CONSTRAINT "product_watch_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "product_watch" ADD CONSTRAINT "product_watch_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "product_mistake" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "reported_by_id" UUID,
    "words" TEXT NOT NULL,
    "reported_at" TIMESTAMPTZ(6) NOT NULL,
    "settled_at" TIMESTAMPTZ(6),
    "settled_by_id" UUID,

    CONSTRAINT "product_mistake_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "product_mistake_product_id_reported_at_idx" ON "product_mistake"("product_id", "reported_at");
ALTER TABLE "product_mistake" ADD CONSTRAINT "product_mistake_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "product"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "product_mistake" ADD CONSTRAINT "product_mistake_reported_by_id_fkey" FOREIGN KEY ("reported_by_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "product_mistake" ADD CONSTRAINT "product_mistake_settled_by_id_fkey" FOREIGN KEY ("settled_by_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- `subject_id` points at no table: a notice names things of several kinds, and one that is gone is not shown.
CREATE TABLE "notice" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "words" TEXT NOT NULL DEFAULT '',
    "from_id" UUID,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "read_at" TIMESTAMPTZ(6),

    CONSTRAINT "notice_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "notice_user_id_at_idx" ON "notice"("user_id", "at" DESC);
CREATE INDEX "notice_unread_idx" ON "notice"("user_id") WHERE "read_at" IS NULL;
ALTER TABLE "notice" ADD CONSTRAINT "notice_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "app_user"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "notice" ADD CONSTRAINT "notice_from_id_fkey" FOREIGN KEY ("from_id") REFERENCES "app_user"("id") ON DELETE SET NULL ON UPDATE CASCADE;
