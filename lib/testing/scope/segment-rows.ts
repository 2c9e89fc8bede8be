import { db, inTransaction } from '@/lib/platform/db'
import type { SegmentFeed } from '@/lib/segments/model/synced'
import { b2mmlResponse, suggestResponse } from '@/lib/segments/routes'
import { createSegmentInput, moveSegmentInput, segmentQuery, updateSegmentInput } from '@/lib/segments/schema'
import { createSegment } from '@/lib/segments/service/create-segment'
import { exportB2mml } from '@/lib/segments/service/export-segments'
import { getSegment, getSegmentToEdit, listPlaces } from '@/lib/segments/service/get-segment'
import { importSegments, planImport } from '@/lib/segments/service/import-segments'
import { listWithLinks } from '@/lib/segments/service/list-link-holders'
import {
  findSegments,
  listLatelyChanged,
  listReachable,
  listSegments,
  reachableSegments,
} from '@/lib/segments/service/list-segments'
import { moveSegment } from '@/lib/segments/service/move-segment'
import { segmentHistory } from '@/lib/segments/service/segment-history'
import * as syncs from '@/lib/segments/service/sync-segments'
import { setSegmentStatus, updateSegment } from '@/lib/segments/service/update-segment'
import { usableSegments } from '@/lib/segments/service/usable-segments'
import { type Operation, readRows } from './table'
import type { At } from './world'

// Segments are in no group: who is held to one reads none. INSIDE-STEP stands below HIDDEN-STEP, and above HIDDEN-LEAF.
export const SEGMENT_ROWS = readRows(`
#                                                       | viewer analyst editor operator admin drinks brewer tagged own mixed nobody disabled
segments/list-segments.listSegments               | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/list-segments.listSegments searched      | out | 2   2   2   2   2   F   F   0   0   2   F   F   | segment.read
segments/list-segments.findSegments               | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/list-segments.listReachable              | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/list-segments.listLatelyChanged          | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/list-link-holders.listWithLinks          | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/list-link-holders.listWithLinks of some  | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/list-segments.reachableSegments          | in  | 4   4   4   4   4   0   0   2   2   4   0   0   | -
segments/usable-segments.usableSegments           | in  | all all all all all none none in in all none none | -
segments/get-segment.getSegment                   | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/get-segment.getSegment                   | out | all all all all all F   F   N   N   all F   F   | segment.read
segments/get-segment.getSegmentToEdit             | in  | F   F   all F   all F   F   in  in  all F   F   | segment.updated
segments/get-segment.getSegmentToEdit             | out | F   F   out F   out F   F   N   N   F   F   F   | segment.updated
segments/get-segment.listPlaces                   | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/segment-history.segmentHistory           | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/segment-history.segmentHistory           | out | all all all all all F   F   N   N   all F   F   | segment.read
segments/create-segment.createSegment below        | in  | F   F   ok  F   ok  F   F   ok  ok  ok  F   F   | segment.created
segments/create-segment.createSegment below        | out | F   F   ok  F   ok  F   F   V   V   ok  F   F   | segment.created
segments/create-segment.createSegment tagged       | out | F   F   ok  F   ok  F   F   V   ok  V   F   F   | segment.created
# A code is one segment’s, wherever it is.
segments/create-segment.createSegment taken        | out | F   F   V   F   V   F   F   V   V   V   F   F   | segment.created
segments/update-segment.updateSegment             | in  | F   F   ok  F   ok  F   F   ok  ok  ok  F   F   | segment.updated
segments/update-segment.updateSegment             | out | F   F   ok  F   ok  F   F   N   N   F   F   F   | segment.updated
segments/update-segment.setSegmentStatus          | in  | F   F   ok  F   ok  F   F   ok  ok  ok  F   F   | segment.archived
segments/update-segment.setSegmentStatus          | out | F   F   ok  F   ok  F   F   N   N   F   F   F   | segment.archived
segments/update-segment.setSegmentStatus restored | in  | F   F   ok  F   ok  F   F   ok  ok  ok  F   F   | segment.restored
segments/update-segment.setSegmentStatus restored | out | F   F   ok  F   ok  F   F   N   N   F   F   F   | segment.restored
segments/move-segment.moveSegment to the top      | in  | F   F   all F   all F   F   in  in  all F   F   | segment.moved
segments/move-segment.moveSegment below another   | out | F   F   all F   all F   F   N   N   F   F   F   | segment.moved
segments/move-segment.moveSegment below theirs    | out | F   F   all F   all F   F   V   V   all F   F   | segment.moved
segments/export-segments.exportB2mml              | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/import-segments.planImport               | in  | F   F   change F change F F change change change F F | segment.imported
segments/import-segments.planImport               | out | F   F   change F change F F skip skip skip F F | segment.imported!
segments/import-segments.planImport below theirs  | out | F   F   change F change F F skip skip change F F | segment.imported
segments/import-segments.planImport steps         | in  | F   F   change F change F F change change change F F | segment.imported
segments/import-segments.planImport steps         | out | F   F   change F change F F skip skip skip F F | segment.imported, product.segments.updated!
segments/import-segments.importSegments           | in  | F   F   all F   all F   F   in  in  in  F   F   | segment.imported!
# A sync tells and writes of all segments: a right that is held to a part is none.
segments/sync-segments.requireSegmentSync         | in  | F   F   ok  F   ok  F   F   F   F   F   F   F   | segment.synced
segments/sync-segments.planSegmentSync            | in  | in  in  in  in  in  F   F   F   F   in  F   F   | segment.synced
segments/sync-segments.applySegmentSync           | in  | F   F   in  F   in  F   F   F   F   F   F   F   | segment.synced
segments/sync-segments.releaseSegments            | in  | F   F   0   F   0   F   F   F   F   F   F   F   | segment.synced
segments/routes.suggestResponse                   | in  | all all all all all F   F   in  in  all F   F   | segment.read
segments/routes.b2mmlResponse                     | in  | all all all all all F   F   in  in  all F   F   | segment.read
`)

const RECORDED = 'recorded' as const
const ALL = ['INSIDE-STEP', 'HIDDEN-STEP', 'INSIDE-LEAF', 'HIDDEN-LEAF']
const query = (parameters: Record<string, string>) => segmentQuery.parse(parameters)

async function allIds(): Promise<string[]> {
  return (await db().processSegment.findMany({ select: { id: true } })).map(({ id }) => id)
}

const LISTS: Record<string, Operation> = {
  'segments/list-segments.listSegments': { run: async (ctx) => await listSegments(ctx, query({})) },
  'segments/list-segments.listSegments searched': {
    run: async (ctx, at) => (await listSegments(ctx, query({ q: 'hidden', tag: at.tag }))).matching?.size,
  },
  'segments/list-segments.findSegments': { run: async (ctx) => await findSegments(ctx, 'sauce', 10) },
  'segments/list-segments.listReachable': { run: async (ctx) => await listReachable(ctx, await allIds()) },
  'segments/list-segments.listLatelyChanged': { run: async (ctx) => await listLatelyChanged(ctx, 10) },
  'segments/list-link-holders.listWithLinks': {
    prepare: withLinks,
    run: async (ctx) => await listWithLinks(ctx),
  },
  'segments/list-link-holders.listWithLinks of some': {
    prepare: withLinks,
    run: async (ctx) => await listWithLinks(ctx, await allIds()),
  },
  'segments/list-segments.reachableSegments': {
    run: async (ctx) => (await reachableSegments(ctx, await allIds())).size,
  },
  'segments/usable-segments.usableSegments': { run: async (ctx) => await usableSegments(ctx, ALL) },
  'segments/routes.suggestResponse': {
    run: async (ctx) =>
      await (await suggestResponse(ctx, new Request('http://portal/segments/codes.json?q=sauce'))).json(),
  },
  'segments/routes.b2mmlResponse': { run: async (ctx) => await (await b2mmlResponse(ctx)).json() },
  'segments/export-segments.exportB2mml': { run: async (ctx) => await exportB2mml(ctx) },
}

/** Every segment names an address. */
async function withLinks(): Promise<string> {
  await db().processSegment.updateMany({
    data: { description: 'See https://example.com/', version: { increment: 1 } },
  })
  return ''
}

const CARDS: Record<string, Operation> = {
  'segments/get-segment.getSegment': { run: async (ctx, at) => await getSegment(ctx, at.segment) },
  'segments/get-segment.getSegmentToEdit': {
    run: async (ctx, at) => (await getSegmentToEdit(ctx, at.segment)).segment,
  },
  'segments/get-segment.listPlaces': { run: async (ctx) => await listPlaces(ctx, null) },
  'segments/segment-history.segmentHistory': {
    run: async (ctx, at) => {
      const { segment } = await getSegment(ctx, at.segment)
      return [segment.name, await segmentHistory(ctx, segment)]
    },
  },
}

const made = (more: Record<string, string>) =>
  createSegmentInput.parse({ code: 'NEW-STEP', name: 'New', tags: 'inside', ...more })

/** What a segment stands below in the database, with its own name before. */
async function placeOf(code: string): Promise<string[]> {
  const row = await db().processSegment.findUnique({
    where: { codeKey: code.toLowerCase() },
    select: { parent: { select: { code: true } } },
  })
  return [code, row?.parent?.code ?? 'top']
}

const WRITES: Record<string, Operation> = {
  'segments/create-segment.createSegment below': {
    changes: RECORDED,
    run: async (ctx, at) => void (await createSegment(ctx, made({ parentCode: at.segment }))),
  },
  'segments/create-segment.createSegment tagged': {
    changes: RECORDED,
    run: async (ctx, at) => void (await createSegment(ctx, made({ tags: at.tag }))),
  },
  'segments/create-segment.createSegment taken': {
    changes: RECORDED,
    run: async (ctx) => await createSegment(ctx, made({ code: 'hidden-step' })),
  },
  'segments/update-segment.updateSegment': {
    changes: RECORDED,
    run: async (ctx, { segment: code, segmentVersion: version, tag: tags }) =>
      void (await updateSegment(ctx, updateSegmentInput.parse({ code, version, tags, name: 'Renamed' }))),
  },
  'segments/update-segment.setSegmentStatus': {
    changes: RECORDED,
    run: async (ctx, { segment: code, segmentVersion: version }) =>
      void (await setSegmentStatus(ctx, { code, version, status: 'archived' })),
  },
  'segments/update-segment.setSegmentStatus restored': {
    changes: RECORDED,
    prepare: async (_ctx, { segmentId: id }) => {
      await db().processSegment.updateMany({ where: { id }, data: { status: 'archived' } })
      return ''
    },
    run: async (ctx, { segment: code, segmentVersion: version }) =>
      void (await setSegmentStatus(ctx, { code, version, status: 'active' })),
  },
}

const MOVES: Record<string, Operation> = {
  'segments/move-segment.moveSegment to the top': {
    changes: RECORDED,
    run: async (ctx, at) => await moveSegment(ctx, moveSegmentInput.parse({ code: at.segment })),
  },
  'segments/move-segment.moveSegment below another': {
    changes: RECORDED,
    run: async (ctx, at) =>
      await moveSegment(ctx, moveSegmentInput.parse({ code: at.segment, parentCode: 'INSIDE-LEAF' })),
  },
  'segments/move-segment.moveSegment below theirs': {
    changes: RECORDED,
    run: async (ctx, at) => {
      await moveSegment(ctx, moveSegmentInput.parse({ code: 'INSIDE-LEAF', parentCode: at.segment }))
      return await placeOf('INSIDE-LEAF')
    },
  },
}

type Item = Record<string, unknown>

function documentOf(segments: readonly Item[], products: readonly Item[] = []): string {
  return JSON.stringify({
    ProcessSegmentInformation: { ID: 'x', ProcessSegment: segments },
    ...(products.length > 0 && {
      OperationsDefinitionInformation: { ID: 'y', OperationsDefinition: products },
    }),
  })
}

const step = (code: string) => ({ ID: '1', ProcessSegmentID: [code], Duration: 'PT5M' })

/** A product with one step, in the document's words. */
function stepsOf({ code }: At): string {
  return documentOf(
    [],
    [{ ID: code, OperationsType: 'Production', OperationsSegment: [step('INSIDE-STEP')] }],
  )
}

async function outcomeOf(plan: ReturnType<typeof planImport>, code: string): Promise<string> {
  return (await plan).entries.find((entry) => entry.code === code)?.outcome ?? 'no entry'
}

const IMPORTS: Record<string, Operation> = {
  'segments/import-segments.planImport': {
    run: async (ctx, at) =>
      await outcomeOf(
        planImport(ctx, documentOf([{ ID: at.segment, Description: ['Renamed'] }])),
        at.segment,
      ),
  },
  'segments/import-segments.planImport below theirs': {
    run: async (ctx, at) => {
      const below = { ID: 'portal.parent', Value: [{ ValueString: at.segment }] }
      const document = documentOf([{ ID: 'INSIDE-LEAF', ProcessSegmentParameter: [below] }])
      return await outcomeOf(planImport(ctx, document), 'INSIDE-LEAF')
    },
  },
  'segments/import-segments.planImport steps': {
    run: async (ctx, at) => await outcomeOf(planImport(ctx, stepsOf(at)), at.code),
  },
  'segments/import-segments.importSegments': {
    changes: RECORDED,
    run: async (ctx) => {
      const renamed = ['INSIDE-STEP', 'HIDDEN-STEP'].map((ID) => ({ ID, Description: ['Renamed'] }))
      await importSegments(ctx, { document: documentOf(renamed) })
      const rows = await db().processSegment.findMany({ where: { name: 'Renamed' }, select: { code: true } })
      return rows
    },
  },
}

/** What another system tells: one segment that is new. */
const FEED: SegmentFeed = {
  source: 'fibery/steps',
  fields: ['code', 'name'],
  tags: [],
  isDemo: false,
  asOf: new Date('2026-03-01T10:00:00Z'),
  rows: [
    {
      upstreamId: '1',
      label: 'no. 1',
      code: 'INSIDE-FED',
      name: 'Fed',
      duration: '',
      parentUpstreamId: null,
      parameters: [],
      faults: [],
    },
  ],
}

const SYNCS: Record<string, Operation> = {
  'segments/sync-segments.requireSegmentSync': { run: async (ctx) => await syncs.requireSegmentSync(ctx) },
  'segments/sync-segments.planSegmentSync': { run: async (ctx) => await syncs.planSegmentSync(ctx, FEED) },
  'segments/sync-segments.applySegmentSync': {
    changes: RECORDED,
    run: async (ctx) => await inTransaction((tx) => syncs.applySegmentSync(tx, ctx, FEED)),
  },
  // Nothing comes from there: what it changes stands in lib/sync/service/release-records.integration.test.ts.
  'segments/sync-segments.releaseSegments': {
    run: async (ctx) => await inTransaction((tx) => syncs.releaseSegments(tx, ctx, { source: FEED.source })),
  },
}

export const SEGMENT_OPERATIONS: Record<string, Operation> = {
  ...LISTS,
  ...CARDS,
  ...WRITES,
  ...MOVES,
  ...IMPORTS,
  ...SYNCS,
}
