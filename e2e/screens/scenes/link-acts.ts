import { query } from '../sabotage'

type Shown = { path: string; label: string; code: string; reason: string; status: string; days: number }

const SHOWN: readonly Shown[] = [
  { path: 'sheet-11.pdf', label: 'Data sheet', code: 'NW-011', reason: 'NOT_FOUND', status: '404', days: 1 },
  { path: 'recipe', label: 'Recipe book', code: 'NW-012', reason: 'GONE', status: '410', days: 4 },
  {
    path: `${'a-very-long-path-that-nobody-shortens/'.repeat(4)}page`,
    label: '',
    code: 'NW-019',
    reason: 'CERTIFICATE_EXPIRED',
    status: 'NULL',
    days: 20,
  },
]

/** While `work` runs, products hold links that a check has found broken. */
export async function showLinks(databaseUrl: string, work: () => Promise<unknown>): Promise<void> {
  const run = (sql: string) => query(databaseUrl, sql)
  await run(`INSERT INTO link_check (claimant, started_at, lease_until, finished_at, outcome, held, asked, broken)
             VALUES ('scene', now() - interval '1 hour', now(), now(), 'done', 3, 3, 3)`)
  try {
    for (const shown of SHOWN) await run(insertion(shown))
    await work()
  } finally {
    await run(
      `UPDATE product SET links = '[]', version = version + 1 WHERE links::text LIKE '%suppliers.example%'`,
    )
    await run(`DELETE FROM checked_link WHERE host = 'suppliers.example'`)
    await run(`DELETE FROM link_check WHERE claimant = 'scene'`)
  }
}

/** The product's version counts up, as whoever writes a product must. */
function insertion({ path, label, code, reason, status, days }: Shown): string {
  const url = `https://suppliers.example/${path}`
  const since = `now() - interval '${days} days'`
  return `
    WITH held AS (
      UPDATE product SET version = version + 1,
        links = jsonb_build_array(jsonb_build_object('type', 'document', 'label', '${label || url}', 'url', '${url}'))
      WHERE code = '${code}' RETURNING id
    ), made AS (
      INSERT INTO checked_link (url_key, url, host, checked_at, ok_at, finding, reason, status, failures, failed_since,
        broken_since)
      VALUES (encode(sha256('${url}'), 'hex'), '${url}', 'suppliers.example', now() - interval '1 hour',
        ${since} - interval '6 hours', 'gone', '${reason}', ${status}, 3, ${since}, ${since})
      RETURNING id
    )
    INSERT INTO link_use (link_id, holder_kind, holder_id, place, label, seen_in)
    SELECT made.id, 'product', held.id::text, 'link', '${label}', gen_random_uuid() FROM made, held`
}
