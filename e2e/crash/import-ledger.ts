import pg from 'pg'

/** How many of each kind of row the file has: so many are added, and as many changed. */
export const HALF = 10_000

/** What is there of the file, as one statement sees it. */
export type Kept = { added: number; changed: number; events: number; versions: number }

const COUNT = `
  WITH touched AS (
    SELECT id, code_key LIKE 'crash-new-%' AS is_new FROM product
    WHERE code_key LIKE 'crash-new-%' OR (code_key LIKE 'crash-old-%' AND name LIKE 'Renamed %')
  )
  SELECT (SELECT count(*) FROM touched WHERE is_new)::int AS added,
    (SELECT count(*) FROM touched WHERE NOT is_new)::int AS changed,
    (SELECT count(*) FROM audit_event e JOIN product p ON p.id::text = e.subject_id
     WHERE e.subject_kind = 'product' AND e.outcome = 'done' AND p.code_key LIKE 'crash-%')::int AS events,
    (SELECT count(*) FROM product_version v JOIN product p ON p.id = v.product_id
     WHERE p.code_key LIKE 'crash-new-%' OR (p.code_key LIKE 'crash-old-%' AND v.version > 1))::int AS versions`

/** Reads, as the owner and beside the portal, what an import has left in the database. */
export class ImportLedger {
  readonly #client: pg.Client

  constructor(databaseUrl: string) {
    this.#client = new pg.Client({ connectionString: databaseUrl })
  }

  async open(): Promise<void> {
    await this.#client.connect()
  }

  async close(): Promise<void> {
    await this.#client.end()
  }

  /** Adds the products that the file changes; answers the file. */
  async setUp(): Promise<string> {
    await this.#client.query(
      `INSERT INTO product (id, code, code_key, name, product_group_id)
       SELECT gen_random_uuid(), 'CRASH-OLD-' || n, 'crash-old-' || n, 'Thing ' || n,
         (SELECT id FROM product_group ORDER BY code LIMIT 1) FROM generate_series(1, $1) n`,
      [HALF],
    )
    const { rows } = await this.#client.query<{ code: string }>(
      'SELECT code FROM product_group ORDER BY code LIMIT 1',
    )
    const group = rows[0]?.code ?? ''
    const lines = Array.from({ length: HALF }, (_, n) => [
      `CRASH-OLD-${n + 1},Renamed ${n + 1},${group}`,
      `CRASH-NEW-${n + 1},New ${n + 1},${group}`,
    ])
    return ['code,name,group', ...lines.flat()].join('\r\n')
  }

  async count(): Promise<Kept> {
    const { rows } = await this.#client.query<Kept>(COUNT)
    return rows[0] ?? { added: 0, changed: 0, events: 0, versions: 0 }
  }

  /** Waits for a moment that a query of one boolean answers. @throws when it does not come */
  async until(moment: string, seconds: number): Promise<void> {
    const deadline = Date.now() + seconds * 1_000
    for (;;) {
      const { rows } = await this.#client.query<{ now: boolean }>(`SELECT (${moment}) AS now`)
      if (rows[0]?.now === true) return
      if (Date.now() > deadline) throw new Error(`this moment did not come: ${moment}`)
    }
  }

  /** Products with another number of rows in the record, or of versions, than they were written times. */
  async faults(): Promise<string[]> {
    const { rows } = await this.#client.query<{ line: string }>(
      `SELECT p.code || ': ' || count(DISTINCT e.id) || ' rows in the record, version ' || p.version AS line
       FROM product p LEFT JOIN audit_event e ON e.subject_kind = 'product' AND e.subject_id = p.id::text
         AND e.outcome = 'done' AND e.changes -> 'version' ->> 'after' = p.version::text
       WHERE p.code_key LIKE 'crash-%' GROUP BY p.id
       HAVING count(DISTINCT e.id) <> 1 OR p.version <> CASE WHEN p.code_key LIKE 'crash-old-%' THEN 2 ELSE 1 END`,
    )
    return rows.map(({ line }) => line)
  }

  /** How many rows of the record say that an import was carried out. */
  async imports(): Promise<number> {
    const { rows } = await this.#client.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM audit_event WHERE action = 'product.imported' AND outcome = 'done'`,
    )
    return rows[0]?.n ?? 0
  }
}

export function isNone({ added, changed, events, versions }: Kept): boolean {
  return added + changed + events + versions === 0
}

export function isAll({ added, changed, events, versions }: Kept): boolean {
  return added === HALF && changed === HALF && events === 2 * HALF && versions === 2 * HALF
}
