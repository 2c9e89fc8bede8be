import { type ChildProcess, spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { cloneDatabase, createTemplate, dropDatabase, startTestServer } from '@/lib/testing/database'
import { TEST_ENV } from '@/lib/testing/environment'
import { realSchemas } from '@/lib/testing/fibery'
import { type FiberyServer, startFiberyServer } from '@/lib/testing/fibery-server'

export const SPACE = 'Things'

/** A process that takes up runs, known by the executor id that it logs. */
export type Replica = {
  pid: number
  executorId: string
  facts: Record<string, string>
  kill: () => Promise<void>
}

/** How a replica is started: a plain process with the engine, a bundle of it, or the built portal. */
export type ReplicaPlan = { name: string; args: string[]; cwd: string; env: Record<string, string> }

export type Scene = {
  fibery: FiberyServer
  migrator: pg.Client
  env: Record<string, string>
  start: (plan: ReplicaPlan) => Promise<Replica>
  /** Ends every replica: one that a scenario left behind would help in the next. */
  clear: () => Promise<void>
  end: () => Promise<void>
}

/** A database of its own, a workspace that counts what it is asked, and replicas that end with the scene. */
export async function setScene(): Promise<Scene> {
  const server = await startTestServer()
  const template = await createTemplate(server.adminUrl)
  const database = await cloneDatabase(server.adminUrl, template)
  const fibery = await startFiberyServer()
  fibery.space(SPACE, realSchemas()[0]?.sdl ?? '')
  const migrator = new pg.Client({ connectionString: database.url })
  await migrator.connect()
  const env = {
    ...TEST_ENV,
    PATH: process.env.PATH ?? '',
    LOG_LEVEL: 'info',
    DATABASE_URL: database.url,
    DATABASE_MIGRATOR_URL: database.url,
    FIBERY_URL: fibery.url,
    FIBERY_TOKEN: 'token',
    FIBERY_SPACES: SPACE,
  }
  const replicas: Replica[] = []
  const clear = async () => void (await Promise.all(replicas.splice(0).map((replica) => replica.kill())))
  return {
    fibery,
    migrator,
    env,
    start: async (plan) => {
      const replica = await startReplica(plan, env)
      replicas.push(replica)
      return replica
    },
    clear,
    end: async () => {
      await clear()
      await migrator.end()
      await fibery.close()
      await database.drop()
      await dropDatabase(server.adminUrl, template)
      await server.stop()
    },
  }
}

async function startReplica(plan: ReplicaPlan, env: Record<string, string>): Promise<Replica> {
  // Tied to us by its standard input: when we are killed, it ends too.
  const tie = ['--import', join(REPOSITORY, 'start/end-with-parent.ts')]
  const child = spawn(process.execPath, [...tie, ...plan.args], {
    cwd: plan.cwd,
    env: { NODE_ENV: 'production', ...env, ...plan.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { executorId, facts } = await launched(child, plan.name)
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const pid = child.pid ?? 0
  return {
    pid,
    executorId,
    facts,
    kill: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await gone
    },
  }
}

/** Reads the replica's log until it takes up runs; what a plain replica says of itself comes right after. */
function launched(
  child: ChildProcess,
  name: string,
): Promise<{ executorId: string; facts: Record<string, string> }> {
  return new Promise((done, fail) => {
    child.once('exit', (code, signal) => fail(new Error(`${name} ended at its start (${code ?? signal})`)))
    if (child.stdout === null) throw new Error('no output to read')
    let executorId = ''
    const facts: Record<string, string> = {}
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return
      const said = JSON.parse(line) as Record<string, string>
      if (said.msg === 'the workflow engine takes up runs') executorId = said.executorId ?? ''
      if (said.unpinned !== undefined) Object.assign(facts, said)
      const isWhole = name === 'portal' || facts.unpinned !== undefined
      if (executorId !== '' && isWhole) done({ executorId, facts })
    })
  })
}

export const REPOSITORY = resolve('.')

/** The replica from its sources. */
export const FROM_SOURCE: ReplicaPlan = {
  name: 'replica',
  args: ['--import', 'tsx', 'e2e/crash/workflow-replica.ts'],
  cwd: REPOSITORY,
  env: { CRASH_BUILD: 'source' },
}
