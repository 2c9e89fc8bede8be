import type { Ctx, Right } from '@/lib/access/model'
import type { Tx } from '@/lib/platform/db'
import type { FedProduct } from '@/lib/products/model/fed'
import { MAX_FED_PRODUCTS } from '@/lib/products/model/fed'
import {
  applyProductSync,
  planProductSync,
  releaseProducts,
  requireProductSync,
} from '@/lib/products/service/sync-products'
import { MAX_SEGMENTS } from '@/lib/segments/model/segment'
import type { FedSegment } from '@/lib/segments/model/synced'
import {
  applySegmentSync,
  planSegmentSync,
  releaseSegments,
  requireSegmentSync,
} from '@/lib/segments/service/sync-segments'
import type { FedRecord, Feed, SyncedField, SyncPlan } from '@/lib/synced/model'
import type { Entity } from '../entity-values'
import { fedProductFields, toFedProduct } from '../fed-product'
import { fedSegmentFields, toFedSegment } from '../fed-segment'
import type { FieldNames, Mapping, ProductMapping, RecordName, SegmentMapping } from '../model'

/**
 * A kind of record that a database may feed: all that a sync needs to know of it. What is told is written by the domain that
 * the records belong to.
 */
export type RecordKind<M extends Mapping = Mapping, F extends FedRecord = FedRecord> = {
  /** Needed on all records of the kind for a dry run, which tells of them. */
  readRight: Right
  /** One database feeds no more records than this. */
  most: number
  /** What of a record the mapping feeds. */
  fields(mapping: M): SyncedField[]
  toFed(mapping: M, names: FieldNames, entity: Entity): F
  /** For whoever begins a sync. @throws AppError FORBIDDEN, recorded */
  require(ctx: Ctx): Promise<void>
  /** Says what carrying a feed out would do; writes nothing. */
  plan(ctx: Ctx, feed: Feed<F>): Promise<SyncPlan>
  /** Carries a feed out within a transaction. */
  apply(tx: Tx, ctx: Ctx, feed: Feed<F>): Promise<SyncPlan>
  /** Makes what a source fed the portal's own; says how many records those are. */
  release(tx: Tx, ctx: Ctx, of: { source: string }): Promise<number>
}

const segment: RecordKind<SegmentMapping, FedSegment> = {
  readRight: 'read:segment',
  most: MAX_SEGMENTS,
  fields: fedSegmentFields,
  toFed: toFedSegment,
  require: requireSegmentSync,
  plan: planSegmentSync,
  apply: applySegmentSync,
  release: releaseSegments,
}

const product: RecordKind<ProductMapping, FedProduct> = {
  readRight: 'read:product',
  most: MAX_FED_PRODUCTS,
  fields: fedProductFields,
  toFed: toFedProduct,
  require: requireProductSync,
  plan: planProductSync,
  apply: applyProductSync,
  release: releaseProducts,
}

const KINDS: Record<RecordName, RecordKind> = { segment, product }

/** The kind of a mapping's records. Give it no mapping and no feed but those of that kind. */
export function kindOf(record: RecordName): RecordKind {
  return KINDS[record]
}
