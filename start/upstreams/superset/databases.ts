import pg from 'pg'

const CONNECT_TIMEOUT_MS = 10_000

export type Address = { user: string; password: string; database: string }

/** The address of a database on the same server, for SQLAlchemy. */
export function addressOf(adminUrl: string, { user, password, database }: Address): string {
  const { host } = new URL(adminUrl)
  return `postgresql+psycopg2://${user}:${encodeURIComponent(password)}@${host}/${database}`
}

/** Works in a database of the server as its superuser. */
export async function onServer<T>(
  adminUrl: string,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await connect(adminUrl, database)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

async function connect(adminUrl: string, database: string): Promise<pg.Client> {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  const client = new pg.Client({ connectionString: url.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on('error', () => {})
  await client.connect()
  return client
}

export async function isThere(adminUrl: string, database: string): Promise<boolean> {
  const { rowCount } = await onServer(adminUrl, 'postgres', (client) =>
    client.query('SELECT FROM pg_database WHERE datname = $1', [database]),
  )
  return rowCount === 1
}

/** What was written down of a database; undefined when it is not there. */
export async function commentOf(adminUrl: string, database: string): Promise<string | undefined> {
  const { rows } = await onServer(adminUrl, 'postgres', (client) =>
    client.query<{ comment: string | null }>(
      "SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1",
      [database],
    ),
  )
  return rows[0]?.comment ?? undefined
}

/** One at a time on this server, whoever sets up the same; the server lets go when the asker dies. */
export async function inTurn<T>(adminUrl: string, what: string, work: () => Promise<T>): Promise<T> {
  return await onServer(adminUrl, 'postgres', async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [`pergola superset ${what}`])
    return await work()
  })
}

/** A database of one run. While it is held no other run takes it for a leftover. */
export type RunDatabase = { name: string; drop: () => Promise<void> }

const OF_A_RUN = 'superset_run_'

/** Copies a template for one run, and takes away the copies of runs that were killed. */
export async function copyForRun(adminUrl: string, template: string, owner: string): Promise<RunDatabase> {
  const name = `${OF_A_RUN}${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  const holder = await connect(adminUrl, 'postgres')
  await holder.query('SELECT pg_advisory_lock(hashtext($1))', [name])
  await dropLeftovers(holder, name)
  await holder.query(`CREATE DATABASE ${name} TEMPLATE ${template} OWNER ${owner}`)
  return {
    name,
    drop: async () => {
      await holder.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      await holder.end()
    },
  }
}

async function dropLeftovers(holder: pg.Client, own: string): Promise<void> {
  const { rows } = await holder.query<{ datname: string }>(
    `SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datname <> $2`,
    [OF_A_RUN, own],
  )
  for (const { datname } of rows) {
    const { rows: answers } = await holder.query<{ free: boolean }>(
      'SELECT pg_try_advisory_lock(hashtext($1)) AS free',
      [datname],
    )
    if (answers[0]?.free === true) await holder.query(`DROP DATABASE IF EXISTS ${datname} WITH (FORCE)`)
  }
}
