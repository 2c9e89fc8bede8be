import pg from 'pg'
import { createTestSession } from '@/lib/testing/session'
import { load, median } from './load'
import { growProducts } from './many-products'
import type { Row } from './results'
import type { BenchHouse } from './served'

const BUDGET_MS = 50
const ROUNDS = 3

/** A word that many hold, one that few do, the first letters, a code, a misspelt word, nonsense. */
const QUESTIONS = ['sauce', 'chai', 'ch', 'x', 'xl-0500', 'gorgonzolla', 'mixing chamber', 'zzzqqq']

/**
 * The palette's answers at 100,000 documents, for somebody who reads everything and for somebody held to one group. The
 * control is the same route without words: session, rights and answer, and no index.
 */
export async function benchSearch(house: BenchHouse): Promise<Row[]> {
  const held = await heldReader(house)
  await growProducts(house.house.migratorUrl, 60_000)
  const documents = await growOthers(house.house.migratorUrl)
  if (documents < 100_000) throw new Error(`there are ${documents} documents`)
  const rows: Row[] = []
  for (const [who, cookie] of [
    ['all', house.cookie],
    ['one group', held],
  ] as const) {
    const ask = (q: string) => ({
      url: `${house.url}/search/suggest?q=${encodeURIComponent(q)}`,
      headers: { cookie },
      connections: 1,
      seconds: 1,
    })
    for (const q of ['', ...QUESTIONS]) await load({ ...ask(q), seconds: 1 })
    for (const q of QUESTIONS) {
      const [asked, control] = await inTurns(ask(q), ask(''))
      const met = asked <= BUDGET_MS
      rows.push({
        what: `“${q}”, reach: ${who}`,
        value: asked,
        unit: 'ms p95',
        control,
        ratio: asked / control,
        budget: `≤ ${BUDGET_MS} ms`,
        met,
      })
    }
  }
  return rows
}

async function heldReader({ house, url }: BenchHouse): Promise<string> {
  const { cookie } = await createTestSession(
    {
      grants: [{ role: 'viewer', condition: { kind: 'productGroup', in: ['BEVERAGES'] } }],
      name: 'Bench Beverages',
    },
    { databaseUrl: house.migratorUrl, secret: house.env.AUTH0_SECRET, baseUrl: url },
  )
  return `${cookie.name}=${cookie.value}`
}

type Options = Parameters<typeof load>[0]

async function inTurns(subject: Options, control: Options): Promise<[number, number]> {
  const p95 = { subject: [] as number[], control: [] as number[] }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of ['subject', 'control'] as const) {
      const result = await load(side === 'subject' ? subject : control)
      if (result.notOk > 0) throw new Error(`${result.notOk} answers were not 200`)
      p95[side].push(result.p95Ms)
    }
  }
  return [median(p95.subject), median(p95.control)]
}

/** Segments, databases and fields made by rule; answers how many documents there are. */
async function growOthers(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`
      INSERT INTO process_segment (id, code, code_key, name, description)
      SELECT gen_random_uuid(), 'BS-' || n, 'bs-' || n, 'Mixing chamber ' || n, 'Heat and stir the sauce'
      FROM generate_series(1, 5000) n`)
    await client.query(`
      WITH space AS (
        INSERT INTO kb_space (id, name, slug) VALUES (gen_random_uuid(), 'Bench', 'bench') RETURNING id
      ), made AS (
        INSERT INTO kb_database (id, space_id, raw_name, name, slug, type, finder, first_seen_at)
        SELECT gen_random_uuid(), space.id, 'Bench/D' || n, 'Recipe ' || n, 'd' || n, 'T' || n, 'findT' || n, now()
        FROM space, generate_series(1, 1500) n RETURNING id
      )
      INSERT INTO kb_field (id, database_id, name, raw_name, type_text, named_type, is_collection, first_seen_at)
      SELECT gen_random_uuid(), made.id, (ARRAY['name', 'author', 'assignedTo', 'chaiLevel'])[1 + n % 4] || n,
        'Bench/Field ' || n, 'String', 'String', false, now()
      FROM made, generate_series(1, 23) n`)
    await client.query('VACUUM ANALYZE')
    const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM search_document')
    return rows[0]?.n ?? 0
  } finally {
    await client.end()
  }
}
