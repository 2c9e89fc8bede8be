import { Prisma } from '@/generated/prisma/client'

// Products that are written set by set, from JSON: what an import and a sync have in common.

/** What a draft becomes in each column, from the JSON of row `r`. */
export const DRAFT = Prisma.raw(`(r.draft ->> 'name') AS name, (r.draft ->> 'description') AS description,
  (r.draft ->> 'status')::product_status AS status, (r.draft ->> 'groupId')::uuid AS group_id,
  (r.draft ->> 'ownerId')::uuid AS owner_id, ARRAY(SELECT jsonb_array_elements_text(r.draft -> 'tags')) AS tags,
  r.draft -> 'attributes' AS attributes, r.draft -> 'links' AS links`)

/** Puts the columns of `w`, made by `DRAFT`, into a product. */
export const SET_DRAFT = Prisma.raw(`name = w.name, description = w.description, status = w.status,
  product_group_id = w.group_id, owner_id = w.owner_id, tags = w.tags, attributes = w.attributes, links = w.links`)

/** The columns of a product that `INSERTED_DRAFT` fills. */
export const DRAFT_COLUMNS = Prisma.raw(
  'name, description, status, product_group_id, owner_id, tags, attributes, links',
)
export const INSERTED_DRAFT = Prisma.raw(
  'w.name, w.description, w.status, w.group_id, w.owner_id, w.tags, w.attributes, w.links',
)

/** The group and the owner of `w` are there still. */
export const STILL_THERE = Prisma.sql`(w.group_id IS NULL OR EXISTS (SELECT FROM product_group g WHERE g.id = w.group_id))
  AND (w.owner_id IS NULL OR EXISTS (SELECT FROM app_user u WHERE u.id = w.owner_id))`

/** Nobody has, or had, the code of `w` by now. */
export const CODE_FREE = Prisma.sql`NOT EXISTS (SELECT FROM product_code known WHERE known.code_key = w.code_key)`
