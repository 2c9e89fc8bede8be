import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { cloneDatabase, createTemplate, dropDatabase, startTestServer } from '@/lib/testing/database'
import { TEST_ENV } from '@/lib/testing/environment'

// What the audit record costs those who write: 16 writers at once edit products, with the record and without, in turns
// of one run on one database. A write is what `updateProduct` does (find the product with its group and owner, find the
// group, then one transaction); the control is the same without `recordChange`. `onWithSealer` also seals, in the same
// process, all that was written in its slice before. Slices are short and many, so that what else the machine does falls on
// all alike; the ratio is the median over turns.

const WRITERS = 16
const SLICE_MS = Number(process.env.BENCH_SLICE_MS ?? 400)
const TURNS = Number(process.env.BENCH_TURNS ?? 60)
const WARM_UP_MS = 1_500
const TARGET = 0.9
const MODES = ['off', 'on', 'onWithSealer'] as const

type Mode = (typeof MODES)[number]

function median(values: readonly number[]): number {
  const ordered = values.toSorted((one, other) => one - other)
  const middle = ordered.length / 2
  return ((ordered[Math.ceil(middle) - 1] ?? 0) + (ordered[Math.floor(middle)] ?? 0)) / 2
}

/** Loaded after the environment is set: these modules read it. */
async function loadHouse() {
  const [database, audit, sealing, verify, verification, record] = await Promise.all([
    import('@/lib/platform/db'),
    import('@/lib/audit/service'),
    import('@/lib/audit/sealing'),
    import('@/lib/audit/service/verify-audit'),
    import('@/lib/audit/verification'),
    import('@/lib/products/repository/record'),
  ])
  return { ...database, ...audit, ...sealing, ...verify, ...verification, ...record }
}

type House = Awaited<ReturnType<typeof loadHouse>>

async function prepare({ db }: House): Promise<void> {
  const group = await db().productGroup.create({ data: { code: 'BENCH', name: 'Bench' } })
  const owner = await db().user.create({ data: { issuer: 'bench', subject: 'bench', name: 'Bench Owner' } })
  await db().product.createMany({
    data: Array.from({ length: WRITERS }, (_, index) => ({
      code: `B-${index}`,
      codeKey: `b-${index}`,
      name: `Bench ${index}`,
      productGroupId: group.id,
      ownerId: owner.id,
    })),
  })
}

async function edit(house: House, writer: number, turn: number, mode: Mode): Promise<void> {
  const ctx = {
    actor: { kind: 'user' as const, id: `writer-${writer}`, name: 'Ada Lovelace', rights: [] },
    requestId: `${writer}-${turn}`,
    now: () => new Date(),
  }
  const product = await house.findByCode(`B-${writer}`)
  const groupId = await house.findGroupId('BENCH')
  if (product === null || groupId === null) throw new Error('the bench has no product to edit')
  const { id, version, name, status, tags, attributes, links } = product
  const description = `Edited ${turn} times by writer ${writer}`
  await house.inTransaction(async (tx) => {
    const draft = { name, description, status, tags, attributes, links, groupId }
    if (!(await house.updateAt(tx, { id, version, now: ctx.now() }, draft))) throw new Error('conflict')
    if (mode === 'off') return
    await house.recordChange(tx, ctx, {
      action: 'product.updated',
      subject: { kind: 'product', id },
      changes: { description: { before: product.description, after: description } },
    })
  })
}

/** Writes per second of all writers together. */
async function slice(house: House, mode: Mode, forMs: number): Promise<number> {
  const begun = performance.now()
  const over = () => performance.now() - begun >= forMs
  const sealing = mode === 'onWithSealer' ? house.sealRecord(house.sealDeps()) : undefined
  const counts = await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      let done = 0
      for (; !over(); done += 1) await edit(house, writer, done, mode)
      return done
    }),
  )
  const seconds = (performance.now() - begun) / 1_000
  await sealing
  return counts.reduce((sum, count) => sum + count, 0) / seconds
}

async function measure(databaseUrl: string, folder: string) {
  Object.assign(process.env, TEST_ENV, {
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_SIZE: String(WRITERS + 4),
    PERGOLA_DATA_DIR: folder,
  })
  const house = await loadHouse()
  await prepare(house)
  for (const mode of MODES) await slice(house, mode, WARM_UP_MS)
  const perSecond: Record<Mode, number[]> = { off: [], on: [], onWithSealer: [] }
  for (let turn = 0; turn < TURNS; turn += 1) {
    // Each turn begins with another mode, so that none always comes after the same one.
    for (const step of MODES.keys()) {
      const mode = MODES[(turn + step) % MODES.length] ?? 'off'
      perSecond[mode].push(await slice(house, mode, SLICE_MS))
      // Each mode pays for its own sealing only.
      if (mode === 'on') await house.sealRecord(house.sealDeps())
    }
  }
  await house.sealRecord(house.sealDeps())
  const verification = await house.verifyRecord(house.sealDeps())
  await house.closeDatabase()
  return { perSecond, verified: verification.ok, sealed: verification.sealed }
}

async function main(): Promise<void> {
  const server = await startTestServer()
  const template = await createTemplate(server.adminUrl)
  const own = await cloneDatabase(server.adminUrl, template)
  const folder = await mkdtemp(join(tmpdir(), 'pergola-bench-'))
  try {
    const { perSecond, verified, sealed } = await measure(own.url, folder)
    const ratioOf = (mode: Mode) =>
      Number(median(perSecond[mode].map((value, turn) => value / (perSecond.off[turn] ?? 0))).toFixed(3))
    const result = {
      bench: 'audit-writers',
      at: new Date().toISOString(),
      writers: WRITERS,
      cpus: cpus().length,
      turns: TURNS,
      sliceMs: SLICE_MS,
      writesPerSecond: Object.fromEntries(MODES.map((mode) => [mode, Math.round(median(perSecond[mode]))])),
      ratio: ratioOf('on'),
      ratioWithSealer: ratioOf('onWithSealer'),
      target: TARGET,
      verified,
      sealed,
    }
    await mkdir(resolve('bench/results'), { recursive: true })
    await writeFile(resolve('bench/results/audit-writers.json'), `${JSON.stringify(result, null, 2)}\n`)
    console.log(JSON.stringify(result, null, 2))
    if (result.ratio < TARGET || !verified) process.exitCode = 1
  } finally {
    await own.drop()
    await dropDatabase(server.adminUrl, template)
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
