import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { toDraft } from '@/lib/products/model'
import { cloneDatabase, createTemplate, dropDatabase, startTestServer } from '@/lib/testing/database'
import { TEST_ENV } from '@/lib/testing/environment'

// What the audit record costs those who write: 16 writers at once save products, with the record and without, in turns of
// one run on one database. A write is what the portal does when a form is saved, from the session cookie on: who asks
// (session, person, roles), the product with its group and owner, the group chosen, the transaction. The control is the
// same without `recordChange`. `sealed` also seals, in the same process, what its slice before wrote. `bare` is the
// transaction alone, the hardest case. Slices are short and many, so that what else the machine does falls on all alike;
// each ratio is the median over turns.

const WRITERS = 16
const SLICE_MS = Number(process.env.BENCH_SLICE_MS ?? 400)
const TURNS = Number(process.env.BENCH_TURNS ?? 40)
const WARM_UP_MS = 1_500
const TARGET = 0.9
const MODES = ['off', 'on', 'sealed', 'bareOff', 'bareOn'] as const

type Mode = (typeof MODES)[number]

function median(values: readonly number[]): number {
  const ordered = values.toSorted((one, other) => one - other)
  const middle = ordered.length / 2
  return ((ordered[Math.ceil(middle) - 1] ?? 0) + (ordered[Math.floor(middle)] ?? 0)) / 2
}

/** Loaded after the environment is set: these modules read it. */
async function loadHouse() {
  const [database, audit, sealing, verify, verification, record, viewer, cookie, session] = await Promise.all(
    [
      import('@/lib/platform/db'),
      import('@/lib/audit/service'),
      import('@/lib/audit/sealing'),
      import('@/lib/audit/service/verify-audit'),
      import('@/lib/audit/verification'),
      import('@/lib/products/repository/record'),
      import('@/lib/access/service/resolve-viewer'),
      import('@/lib/access/session-cookie'),
      import('@/lib/testing/session'),
    ],
  )
  return {
    ...database,
    ...audit,
    ...sealing,
    ...verify,
    ...verification,
    ...record,
    ...viewer,
    ...cookie,
    ...session,
  }
}

type House = Awaited<ReturnType<typeof loadHouse>>

type Product = NonNullable<Awaited<ReturnType<House['findByCode']>>>
type Writer = { cookie: string; code: string; product: Product; groupId: string; turn: number }

async function prepare(house: House): Promise<Writer[]> {
  const group = await house.db().productGroup.create({ data: { code: 'BENCH', name: 'Bench' } })
  return await Promise.all(
    Array.from({ length: WRITERS }, async (_, index) => {
      const { cookie, userId } = await house.createTestSession({ role: 'editor', name: `Writer ${index}` })
      const code = `B-${index}`
      await house.db().product.create({
        data: { code, codeKey: code.toLowerCase(), name: code, productGroupId: group.id, ownerId: userId },
      })
      const product = await house.findByCode(code)
      if (product === null) throw new Error('the bench has no product to edit')
      return { cookie: cookie.value, code, product, groupId: group.id, turn: 0 }
    }),
  )
}

/** From the cookie to what the transaction needs. */
async function ask(house: House, writer: Writer) {
  const sessionId = await house.readSessionCookie(writer.cookie, TEST_ENV.AUTH0_SECRET)
  const key = house.sessionKey(sessionId ?? '')
  const viewer = await house.resolveViewer(key, { now: new Date(), requestId: 'bench' })
  const product = await house.findByCode(writer.code)
  const groupId = await house.findGroupId('BENCH')
  if (viewer === null || product === null || groupId === null) throw new Error('the bench lost its records')
  return { actor: viewer.actor, product, groupId }
}

async function save(house: House, writer: Writer, mode: Mode): Promise<void> {
  const { product } = writer
  const bare = {
    actor: { kind: 'user' as const, id: 'w', name: 'Test Person', rights: [] },
    product,
    groupId: writer.groupId,
  }
  const asked = mode.startsWith('bare') ? bare : await ask(house, writer)
  writer.turn += 1
  const ctx = { actor: asked.actor, requestId: `${writer.code}-${writer.turn}`, now: () => new Date() }
  const { id, version } = asked.product
  const description = `Edited ${writer.turn} times by ${writer.code}`
  await house.inTransaction(async (tx) => {
    const { groupCode: _code, ...present } = toDraft(asked.product)
    const draft = { ...present, description, groupId: asked.groupId }
    if (!(await house.updateAt(tx, { id, version, now: ctx.now() }, draft))) throw new Error('conflict')
    if (mode === 'off' || mode === 'bareOff') return
    await house.recordChange(tx, ctx, {
      action: 'product.updated',
      subject: { kind: 'product', id },
      changes: { description: { before: product.description, after: description } },
    })
  })
  writer.product = { ...product, description, version: version + 1 }
}

/** Writes per second of all writers together. */
async function slice(house: House, writers: readonly Writer[], mode: Mode, forMs: number): Promise<number> {
  const begun = performance.now()
  const over = () => performance.now() - begun >= forMs
  const sealing = mode === 'sealed' ? house.sealRecord(house.sealDeps()) : undefined
  const counts = await Promise.all(
    writers.map(async (writer) => {
      let done = 0
      for (; !over(); done += 1) await save(house, writer, mode)
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
  const writers = await prepare(house)
  for (const mode of MODES) await slice(house, writers, mode, WARM_UP_MS)
  const perSecond: Record<Mode, number[]> = { off: [], on: [], sealed: [], bareOff: [], bareOn: [] }
  for (let turn = 0; turn < TURNS; turn += 1) {
    // Each turn begins with another mode, so that none always comes after the same one.
    for (const step of MODES.keys()) {
      const mode = MODES[(turn + step) % MODES.length] ?? 'off'
      perSecond[mode].push(await slice(house, writers, mode, SLICE_MS))
      // Each mode pays for its own sealing only.
      if (mode === 'on' || mode === 'bareOn') await house.sealRecord(house.sealDeps())
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
    const ratioOf = (mode: Mode, control: Mode) =>
      Number(median(perSecond[mode].map((value, turn) => value / (perSecond[control][turn] ?? 0))).toFixed(3))
    const result = {
      bench: 'audit-writers',
      at: new Date().toISOString(),
      writers: WRITERS,
      cpus: cpus().length,
      turns: TURNS,
      sliceMs: SLICE_MS,
      writesPerSecond: Object.fromEntries(MODES.map((mode) => [mode, Math.round(median(perSecond[mode]))])),
      ratio: ratioOf('on', 'off'),
      ratioWithSealer: ratioOf('sealed', 'off'),
      ratioOfBareTransaction: ratioOf('bareOn', 'bareOff'),
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
