import pg from 'pg'
import type { Outcome } from './product-editor'

/** Everything that one writer sent, in order, and what it was told. */
export type Sent = { code: string; saves: { marker: string; outcome: Outcome }[] }

export type Reckoning = {
  acknowledged: number
  refused: number
  inFlight: number
  /** In-flight saves that turned out to be kept. */
  inFlightKept: number
  /** Acknowledged, and not in the record or not in the product. */
  lost: string[]
  /** Breaks in a product's history: a change whose `before` is not what the change before it left. */
  gaps: string[]
}

type Change = { before: string; after: string }

/** Holds what the writers were told against what the database kept. Reads as the owner, beside the portal. */
export async function reckon(databaseUrl: string, all: readonly Sent[]): Promise<Reckoning> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const total: Reckoning = { acknowledged: 0, refused: 0, inFlight: 0, inFlightKept: 0, lost: [], gaps: [] }
  try {
    for (const sent of all) reckonOne(sent, await readKept(client, sent.code), total)
    return total
  } finally {
    await client.end()
  }
}

async function readKept(
  client: pg.Client,
  code: string,
): Promise<{ description: string; changes: Change[] }> {
  const product = await client.query<{ id: string; description: string }>(
    'SELECT id, description FROM product WHERE code = $1',
    [code],
  )
  const row = product.rows[0]
  if (row === undefined) throw new Error(`no product ${code}`)
  const events = await client.query<{ change: Change }>(
    `SELECT changes->'description' AS change FROM audit_event
     WHERE subject_kind = 'product' AND subject_id = $1 AND outcome = 'done' AND changes ? 'description'
     ORDER BY xid`,
    [row.id],
  )
  return { description: row.description, changes: events.rows.map((event) => event.change) }
}

function reckonOne(sent: Sent, kept: { description: string; changes: Change[] }, total: Reckoning): void {
  const afters = kept.changes.map((change) => change.after)
  const times = (marker: string) => afters.filter((after) => after === marker).length
  for (const { marker, outcome } of sent.saves) {
    if (outcome === 'acknowledged') {
      total.acknowledged += 1
      if (times(marker) !== 1) total.lost.push(`${marker}: ${times(marker)} rows in the record`)
    } else if (outcome === 'in flight') {
      total.inFlight += 1
      total.inFlightKept += times(marker)
    } else if (outcome === 'refused') total.refused += 1
  }
  for (const [index, change] of kept.changes.entries()) {
    const before = kept.changes[index - 1]?.after
    if (before !== undefined && before !== change.before)
      total.gaps.push(`${sent.code}: ${before} → ${change.before}`)
  }
  const last = afters.at(-1)
  if (last !== undefined && last !== kept.description)
    total.lost.push(`${sent.code}: the product shows ${kept.description}, not ${last}`)
}
