import { spawn } from 'node:child_process'
import type { GraphQLSchema } from 'graphql'
import { cloneDatabase, createTemplate, dropDatabase, startTestServer } from '@/lib/testing/database'
import {
  findersOf,
  octokitSchema,
  RECORDED,
  recordedSchema,
  widenedSchema,
} from '@/lib/testing/graphql-schemas'
import { graphqlAnswer } from '@/lib/testing/graphql-server'
import { json, startHttpServer } from '@/lib/testing/http-server'
import type { Row } from './results'

// What the discovery of a large schema costs, each measurement in a fresh process against a live endpoint on this machine;
// the control fetches and parses the same answer and does nothing with it.

const BUDGET_MS = 1_500
const BUDGET_MB = 150
const TURNS = 3
const WIDE = { types: 1_600, finders: 200 }

type Measured = { found: number; ms: number; mb: number; heldMs: number }
type Mode = 'control' | 'reading' | 'discovery'

const SCHEMAS: { name: string; schema: () => GraphQLSchema }[] = [
  { name: '@octokit/graphql-schema, 1,636 types', schema: octokitSchema },
  ...RECORDED.map((name) => ({ name: `hydrogen-react ${name}`, schema: () => recordedSchema(name) })),
  { name: '1,600 types, 200 finders', schema: () => widenedSchema({ ...WIDE, root: 'Query' }).schema },
  {
    name: '1,600 types, 200 finders, root renamed',
    schema: () => widenedSchema({ ...WIDE, root: 'Root' }).schema,
  },
]

export async function benchDiscovery(): Promise<Row[]> {
  const endpoint = await startHttpServer(json({}))
  const server = await startTestServer()
  const template = await createTemplate(server.adminUrl)
  const database = await cloneDatabase(server.adminUrl, template)
  try {
    const rows: Row[] = []
    for (const { name, schema } of SCHEMAS) {
      const built = schema()
      endpoint.answer(graphqlAnswer(built))
      const runs: Record<Mode, Measured[]> = { control: [], reading: [], discovery: [] }
      // In turns, so that what else the machine does falls on all alike.
      for (let turn = 0; turn < TURNS; turn += 1) {
        for (const mode of ['control', 'reading', 'discovery'] as const)
          runs[mode].push(await measured(mode, endpoint.url, database.url))
      }
      const expected = findersOf(built).length
      for (const { found } of [...runs.reading, ...runs.discovery])
        if (found !== expected) throw new Error(`${name}: ${found} databases instead of ${expected}`)
      rows.push(...rowsOf(name, runs))
    }
    return rows
  } finally {
    await database.drop()
    await dropDatabase(server.adminUrl, template)
    await server.stop()
    await endpoint.close()
  }
}

function rowsOf(name: string, runs: Record<Mode, Measured[]>): Row[] {
  const middle = (mode: Mode, what: keyof Measured) => median(runs[mode].map((run) => run[what]))
  return (['reading', 'discovery'] as const).flatMap((mode) => {
    const row = (what: 'ms' | 'mb', words: string, unit: string, most: number): Row => ({
      what: `${name}: ${words}`,
      value: middle(mode, what),
      unit,
      control: middle('control', what),
      ratio: middle(mode, what) / middle('control', what),
      budget: `≤ ${most} ${unit}`,
      met: middle(mode, what) <= most,
    })
    const words = mode === 'reading' ? 'asked and read' : 'asked, read, compared and stored'
    return [
      row('ms', words, 'ms', BUDGET_MS),
      row('mb', `memory of that`, 'MB', BUDGET_MB),
      {
        what: `${name}: longest turn of that`,
        value: middle(mode, 'heldMs'),
        unit: 'ms',
        control: middle('control', 'heldMs'),
      },
    ]
  })
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0
}

function measured(mode: Mode, url: string, databaseUrl: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', 'bench/discovery-child.ts'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, BENCH_MODE: mode, BENCH_URL: url, BENCH_DATABASE: databaseUrl },
    })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(said) as Measured)
      else reject(new Error(`the measurement of ${mode} ended with ${code}`))
    })
  })
}
