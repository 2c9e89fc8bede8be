import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { realSchemas } from '@/lib/testing/fibery'
import { SERVER_FLAGS } from '@/start/server-flags'
import { FROM_SOURCE, REPOSITORY, type ReplicaPlan, type Scene, SPACE, setScene } from './workflow-scene'

// A workflow that fails at its second step goes on there, and its first step's effect is not repeated: after a fault,
// after kill -9, with two replicas alive, with the database away, and after a rebuild. `npm run test:crash:workflow`; with
// `-- --portal` the replicas are the built portal (npm run build) instead of plain processes, and the lease is as long as
// in earnest (the rebuild is played with plain processes all the same, since their builds can be made to differ); with
// `-- --only=rebuild` only the scenarios whose name holds that word are played.
const withPortal = process.argv.includes('--portal')
const PLAIN_LEASE_MS = 1_500
const LEASE_MS = withPortal ? 15_000 : PLAIN_LEASE_MS

type Scenario = { name: string; play: (scene: Scene) => Promise<string> }

/** The nine days of a real space, one after the other, so that each run has something to publish. */
let day = 0
function nextDay(scene: Scene): void {
  const schemas = realSchemas()
  scene.fibery.space(SPACE, schemas[day++ % schemas.length]?.sdl ?? '')
}

let port = 4_500
function plan(): ReplicaPlan {
  if (!withPortal) return FROM_SOURCE
  const cwd = join(REPOSITORY, '.next/standalone')
  assert.ok(existsSync(join(cwd, 'server.js')), 'there is no build: npm run build')
  port += 1
  const env = {
    PORT: String(port),
    HOSTNAME: '127.0.0.1',
    APP_BASE_URL: `http://localhost:${port}`,
    NODE_ENV: 'production',
    NEXT_MANUAL_SIG_HANDLE: 'true',
  }
  return { name: 'portal', args: [...SERVER_FLAGS, 'server.js'], cwd, env }
}

const steering = () => import('./workflow-steering')

/** What was asked of the workspace and published since `before`: once each, whatever happened in between. */
async function once(scene: Scene, before: { asked: number; published: number }): Promise<string> {
  const { publications } = await steering()
  const asked = scene.fibery.asked(SPACE) - before.asked
  const published = (await publications(scene)) - before.published
  assert.equal(asked, 1, `the first step asked the workspace ${asked} times`)
  assert.equal(published, 1, `the second step published ${published} times`)
  return `workspace asked ${asked} time, published ${published} time`
}

async function before(scene: Scene): Promise<{ asked: number; published: number }> {
  const { publications } = await steering()
  nextDay(scene)
  return { asked: scene.fibery.asked(SPACE), published: await publications(scene) }
}

const afterAFault: Scenario = {
  name: 'a fault of the database at the second step, mended, retried',
  play: async (scene) => {
    const { startRun, until, retry, succeeded } = await steering()
    const replica = await scene.start(plan())
    const known = await before(scene)
    await scene.migrator.query('REVOKE ALL ON kb_field FROM pergola_app')
    const id = await startRun('publishing is refused by the database')
    const failed = await until(id, 'it fails', (run) => run.state === 'failed')
    assert.deepEqual(
      failed.steps.map((step) => step.state),
      ['done', 'failed', 'not reached'],
    )
    assert.match(failed.failure?.message ?? '', /permission denied for table kb_field/)
    await scene.migrator.query('GRANT SELECT, INSERT, UPDATE, DELETE ON kb_field TO pergola_app')
    await retry(id)
    await succeeded(id)
    await replica.kill()
    return `failed with "${failed.failure?.message}"; ${await once(scene, known)}`
  },
}

const afterKill: Scenario = {
  name: 'kill -9 during the second step, then one new replica',
  play: async (scene) => {
    const { startRun, publishing, blockPublishing, succeeded } = await steering()
    const first = await scene.start(plan())
    const known = await before(scene)
    const block = await blockPublishing(scene)
    const id = await startRun('the only replica is killed')
    await publishing(id)
    await first.kill()
    await block.release()
    const second = await scene.start(plan())
    const run = await succeeded(id)
    assert.equal(run.executorId, second.executorId)
    assert.equal(run.takenUp, 2)
    await second.kill()
    return `taken up ${run.takenUp} times; ${await once(scene, known)}`
  },
}

const withTwo: Scenario = {
  name: 'two replicas alive: no run is run twice; one is killed with -9, the other goes on',
  play: async (scene) => {
    const { startRun, publishing, blockPublishing, succeeded, look, publications } = await steering()
    const replicas = [await scene.start(plan()), await scene.start(plan())]
    const runs = 10
    const many = await before(scene)
    for (let run = 0; run < runs; run += 1) await succeeded(await startRun(`run ${run} of ${runs}`))
    assert.equal(scene.fibery.asked(SPACE) - many.asked, runs, 'each run asks once')
    assert.equal((await publications(scene)) - many.published, runs, 'each run publishes once')

    const known = await before(scene)
    const block = await blockPublishing(scene)
    const id = await startRun('one of two replicas is killed')
    const { executorId } = await publishing(id)
    // Long past a lease, yet within the time that a statement is given: the other one must leave it alone. The portal's own
    // lease is longer than that, so with it only two heartbeats are seen to pass.
    await sleep(Math.min(LEASE_MS * 3, 10_000))
    const still = await look(id)
    assert.equal(still.executorId, executorId)
    assert.equal(still.takenUp, 1)
    const [killed, other] = replicas.toSorted((one) => (one.executorId === executorId ? -1 : 1))
    await killed?.kill()
    await block.release()
    const run = await succeeded(id)
    assert.equal(run.executorId, other?.executorId)
    await other?.kill()
    return `${runs} runs, ${runs} times asked; then taken over by the living one: ${await once(scene, known)}`
  },
}

const afterAnOutage: Scenario = {
  name: 'the database out of reach of two replicas for longer than a lease, during the second step',
  play: async (scene) => {
    const { startRun, publishing, blockPublishing, succeeded } = await steering()
    const { startProxy } = await import('./workflow-proxy')
    const proxy = await startProxy(scene.env.DATABASE_URL ?? '')
    const through = { DATABASE_URL: proxy.url }
    const replicas = await Promise.all(
      [plan(), plan()].map((one) => scene.start({ ...one, env: { ...one.env, ...through } })),
    )
    const known = await before(scene)
    const block = await blockPublishing(scene)
    const id = await startRun('the database is away for a while')
    const { executorId } = await publishing(id)
    proxy.cut()
    await sleep(LEASE_MS * (withPortal ? 1.2 : 2.5))
    await block.release()
    proxy.restore()
    const run = await succeeded(id)
    assert.equal(run.executorId, executorId, 'nobody takes over from the living')
    assert.equal(run.takenUp, 1)
    await Promise.all(replicas.map((replica) => replica.kill()))
    await proxy.close()
    return `went on by itself where it was; ${await once(scene, known)}`
  },
}

const afterRebuild: Scenario = {
  name: 'kill -9 during the second step, then a replica of another build',
  play: async (scene) => {
    const { startRun, publishing, blockPublishing, succeeded, look } = await steering()
    const { makeBuilds } = await import('./workflow-builds')
    const builds = await makeBuilds()
    try {
      const first = await scene.start(builds.first)
      const known = await before(scene)
      const block = await blockPublishing(scene)
      const id = await startRun('the portal is rebuilt in the middle')
      await publishing(id)
      await first.kill()
      await block.release()
      const control = await scene.start(builds.unpinned)
      await sleep(PLAIN_LEASE_MS * 4)
      assert.equal(
        (await look(id)).state,
        'running',
        'the control, which is not pinned, must leave it stranded',
      )
      await control.kill()
      const second = await scene.start(builds.second)
      const [one, two] = [first.facts.unpinned, second.facts.unpinned]
      assert.notEqual(one, two, 'the two builds must differ, or this shows nothing')
      const run = await succeeded(id)
      assert.equal(run.executorId, second.executorId)
      await second.kill()
      return `by DBOS's hash the builds are ${one?.slice(0, 8)} and ${two?.slice(0, 8)}, and an unpinned one left it stranded; ${await once(scene, known)}`
    } finally {
      builds.remove()
    }
  },
}

/** Longer than a scenario takes; after its minute the engine waits for ten seconds at most. */
const AHEAD_MS = 120_000
const FIRED_MS = 15_000

/** A run that begins by its schedule would be counted among a scenario's own: while no replica lives, none begins. */
async function passSchedule(): Promise<void> {
  const { nextFiring } = await import('@/lib/connectors/dbos/cron')
  const { WORKFLOW_DEFINITIONS } = await import('@/workflows/definitions')
  const schedule = WORKFLOW_DEFINITIONS.find(({ key }) => key === 'refresh-knowledge')?.schedule
  assert.ok(schedule, 'refresh-knowledge has a schedule')
  const inMs = Number(nextFiring(schedule.cron, schedule.timeZone, new Date())) - Date.now()
  if (inMs < AHEAD_MS) await sleep(inMs + FIRED_MS)
}

/** Each in a scene of its own. */
const scene = await setScene()
Object.assign(process.env, scene.env, { LOG_LEVEL: 'silent' })
const { fetchSpaces, publishSpaces } = await import('@/lib/knowledge/jobs')
// There is a snapshot from the start, so that no replica begins a run by itself.
await publishSpaces('scene', await fetchSpaces('scene'))
nextDay(scene)
let failed = 0
const only = process.argv.find((word) => word.startsWith('--only='))?.slice('--only='.length) ?? ''
const scenarios = [afterAFault, afterKill, withTwo, afterAnOutage, afterRebuild]
for (const { name, play } of scenarios.filter((one) => one.name.includes(only))) {
  await passSchedule()
  const startedAt = performance.now()
  try {
    const told = await play(scene)
    console.log(`ok    ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)\n      ${told}`)
  } catch (error) {
    failed += 1
    console.log(`FAILED ${name}\n      ${(error as Error).stack}`)
    await scene.migrator.query('ROLLBACK')
  }
  await scene.clear()
}
const [{ closeWorkflowEngine }, { closeDatabase }] = await Promise.all([
  import('@/lib/workflows/engine'),
  import('@/lib/platform/db'),
])
await closeWorkflowEngine()
await closeDatabase()
await scene.end()
console.log(failed === 0 ? 'every scenario holds' : `${failed} scenarios failed`)
process.exit(failed === 0 ? 0 : 1)
