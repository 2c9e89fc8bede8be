import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** One statement as the owner of the tables. */
export async function query<Row extends pg.QueryResultRow>(databaseUrl: string, sql: string): Promise<Row[]> {
  const client = await connect(databaseUrl)
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}

/** While `work` runs, whoever asks these tables waits. */
export async function whileLocked(
  databaseUrl: string,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const client = await connect(databaseUrl)
  try {
    await client.query('BEGIN')
    await client.query(`LOCK TABLE ${tables.join(', ')} IN ACCESS EXCLUSIVE MODE`)
    await work()
  } finally {
    await client.query('ROLLBACK')
    await client.end()
  }
}

/** While `work` runs, whoever asks these tables is told that there are none. */
export async function whileMissing(
  databaseUrl: string,
  tables: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const rename = (from: string, to: string) => query(databaseUrl, `ALTER TABLE ${from} RENAME TO ${to}`)
  try {
    for (const table of tables) await rename(table, `${table}_away`)
    await work()
  } finally {
    for (const table of tables) await rename(`${table}_away`, table)
  }
}

/** Tells the stand-in of the knowledge base how to answer from now on (local/fibery/misbehaviour.ts). */
export async function misbehave(mode: string): Promise<void> {
  const { E2E_FIBERY_URL } = process.env
  const answer = await fetch(`${E2E_FIBERY_URL}/__misbehave`, {
    method: 'POST',
    body: JSON.stringify({ mode }),
  })
  if (!answer.ok) throw new Error(`the stand-in does not misbehave on demand: ${answer.status}`)
}

/** Waits until the statement finds something. @throws Error after a minute */
export async function until<Row extends pg.QueryResultRow>(databaseUrl: string, sql: string): Promise<Row> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const [row] = await query<Row>(databaseUrl, sql)
    if (row !== undefined) return row
    if (Date.now() > deadline) throw new Error(`nothing came of: ${sql}`)
    await sleep(300)
  }
}
