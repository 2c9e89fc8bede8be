import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { db } from '@/lib/platform/db'
import { commands as segmentCommands } from '@/lib/segments/commands'
import { AROUND, AROUND_ROWS } from '@/lib/testing/scope/around-rows'
import { FIGURE_ROWS, FIGURES } from '@/lib/testing/scope/figure-rows'
import { PRODUCT_MANY, PRODUCT_MANY_ROWS } from '@/lib/testing/scope/product-many'
import { PRODUCT_READ_ROWS, PRODUCT_READS } from '@/lib/testing/scope/product-reads'
import { PRODUCT_SYNC_ROWS, PRODUCT_SYNCS } from '@/lib/testing/scope/product-syncs'
import { PRODUCT_WRITE_ROWS, PRODUCT_WRITES } from '@/lib/testing/scope/product-writes'
import { SEGMENT_OPERATIONS, SEGMENT_ROWS } from '@/lib/testing/scope/segment-rows'
import { type Operation, type Row, tryCell } from '@/lib/testing/scope/table'
import { everybody, type People, WHO } from '@/lib/testing/scope/who'
import { buildWorld, type World } from '@/lib/testing/scope/world'
import { commands as productCommands } from './commands'

// Every operation of products and segments, asked by each role, on what it reaches and on what it does not. What each
// answers stands in the tables, written by hand and never worked out from the policy.

const OPERATIONS: Record<string, Operation> = {
  ...PRODUCT_READS,
  ...PRODUCT_WRITES,
  ...PRODUCT_MANY,
  ...PRODUCT_SYNCS,
  ...FIGURES,
  ...SEGMENT_OPERATIONS,
  ...AROUND,
}

const ROWS: readonly Row[] = [
  ...PRODUCT_READ_ROWS,
  ...PRODUCT_WRITE_ROWS,
  ...PRODUCT_MANY_ROWS,
  ...PRODUCT_SYNC_ROWS,
  ...FIGURE_ROWS,
  ...SEGMENT_ROWS,
  ...AROUND_ROWS,
]

/** Exports that are no operation of their own, and why nobody is asked for a right there. */
const PARTS: Record<string, string> = {
  'products/apply-import.applyImport': 'the import that requireImport found; importNow asks it',
  'products/apply-import.prepareImport': 'the same',
  'products/check-import.checkImport': 'the same',
  'products/work-on-imports.workOnImports': 'a job, which asks as whoever sent the file',
  'products/bulk-change.recordRows': 'what bulkChange and undoBulkChange write',
  'products/bulk-change.recordRefused': 'the same',
  'products/bulk-change.requirePerson': 'a question to the actor alone',
  'products/draft-checks.requireGroup': 'a rule of createProduct, updateProduct and restoreVersion',
  'products/draft-checks.requireOwner': 'the same',
  'products/draft-checks.requireAttributes': 'the same',
  'products/draft-checks.withFreeCode': 'the same',
  'products/exchange-steps.exportSteps': 'a part of exportB2mml',
  'products/exchange-steps.planSteps': 'a part of planImport',
  'products/exchange-steps.writePlanned': 'a part of importSegments',
  'products/find-products.listDistinctGroupsOf':
    'names of codes that stand in rights, and tells of nothing else',
  'products/find-products.listGroupsOf': 'names of codes that stand in rights, and tells of nothing else',
  'products/find-similar.findSimilar': 'takes the scope that listProducts and findMatches found',
  'products/form-choices.listFormGroups': 'takes the scope of the form',
  'products/get-product.askedOf': 'of a product that getProduct found',
  'products/get-steps.fingerprintOf': 'a sum',
  'products/import-access.scopeKeyOf': 'a sum',
  'products/import-groups.listExportGroups': 'takes the scope that exportProducts found',
  'products/import-groups.groupsByWord': 'of groups that listImportGroups found',
  'products/mistakes.openMistakes': 'of a product that getProduct found to be edited',
  'products/needed-attributes.neededOf': 'a part of bulkChange, which has asked for the group',
  'products/needed-attributes.requireNeeded': 'a part of bulkChange',
  'products/product-files.filesOf': 'of a product that getProduct found',
  'products/product-files.sweepFiles': 'names no record',
  'products/reach.userIdOf': 'a question to the actor alone',
  'products/reach.readScope': 'the lock itself',
  'products/reach.listFor': 'the lock itself',
  'products/reach.requireReadable': 'the lock itself',
  'products/reach.requireEditable': 'the lock itself',
  'products/tell-watchers.tellWatchers': 'a part of what changes products',
  'products/update-steps.saveSteps': 'a part of updateProductSteps and importSegments',
  'products/update-steps.recordedLine': 'words',
  'products/watch-product.watches': 'one’s own habit, of a product that getProduct found',
  'products/locked-fields.refuseLockedWhole': 'a rule of what was found',
  'products/locked-fields.refuseLocked': 'the same',
  'products/write-version.versionConflict': 'an error',
  'products/write-version.writeVersion': 'a part of what changes products',
  'segments/check-units.checkUnits': 'a rule',
  'segments/create-segment.requireParent': 'a part of createSegment and moveSegment',
  'segments/create-segment.refuseArchived': 'the same',
  'segments/reach.userIdOf': 'a question to the actor alone',
  'segments/reach.readScope': 'the lock itself',
  'segments/reach.requireReadable': 'the lock itself',
  'segments/reach.requireEditable': 'the lock itself',
  'segments/reach.seenBy': 'what is shown of a segment that was found',
  'segments/reach.versionConflict': 'an error',
  'segments/reach.refuseLockedWhole': 'a rule of what was found',
}

/** Twelve people, and the world made anew for each who changes it. */
const TIMEOUT_MS = 120_000

let people: People
let hiddenOwner: string
let world: World | null = null

beforeAll(async () => {
  people = await everybody()
  const owner = { issuer: 'i', subject: 'hidden', name: 'Hidden Owner' }
  hiddenOwner = (await db().user.create({ data: owner })).id
})

async function exportsOf(domain: string): Promise<string[]> {
  const folder = resolve('lib', domain, 'service')
  const names: string[] = []
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.includes('.test.'))) {
    const exported = (await import(join(folder, file))) as Record<string, unknown>
    for (const [name, value] of Object.entries(exported))
      if (typeof value === 'function') names.push(`${domain}/${file.slice(0, -'.ts'.length)}.${name}`)
  }
  return names
}

describe('the table of operations', () => {
  it('has a row for every operation of the services, or says what it is a part of', async () => {
    const known = new Set([...ROWS.map((row) => row.operation.split(' ')[0]), ...Object.keys(PARTS)])
    const all = [...(await exportsOf('products')), ...(await exportsOf('segments'))]
    expect(all.filter((name) => !known.has(name))).toEqual([])
    expect(Object.keys(PARTS).filter((name) => !all.includes(name))).toEqual([])
  })

  it('has a row for every command of products and segments', () => {
    const all = [...productCommands, ...segmentCommands].map(({ path }) => `cli/${path.join('.')}`)
    expect(all.filter((name) => !ROWS.some((row) => row.operation === name))).toEqual([])
  })

  it('says of each row how it is tried, and has a row for each that is', () => {
    const asked = new Set(ROWS.map((row) => row.operation))
    expect([...asked].filter((name) => OPERATIONS[name] === undefined)).toEqual([])
    expect(Object.keys(OPERATIONS).filter((name) => !asked.has(name))).toEqual([])
  })
})

describe('asked by each role,', () => {
  it.each(ROWS.map((row) => [row.operation, row.on, row] as const))(
    '%s on what is %s',
    async (name, _on, row) => {
      const operation = OPERATIONS[name]
      if (operation === undefined) throw new Error(`nothing says how ${name} is tried`)
      const answers: Record<string, string> = {}
      const faults: string[] = []
      for (const who of WHO) {
        world ??= await buildWorld(people, hiddenOwner)
        const tried = await tryCell(row, operation, people[who], world)
        answers[who] = tried.answer
        faults.push(...tried.faults.map((fault) => `${who}: ${fault}`))
        if (tried.changed) world = null
      }
      expect(answers).toEqual(row.expected)
      expect(faults).toEqual([])
    },
    TIMEOUT_MS,
  )
})
