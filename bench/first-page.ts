import pg from 'pg'

const PAGE = 50

/**
 * What the portal's product list shows first, read past it: for the control to draw from memory. The shape is
 * `ProductPage` of lib/products/model.ts with the reader's format and the people to choose an owner from (bench/control/rows.ts).
 */
export async function readFirstPage(databaseUrl: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const rows = await client.query(
      `SELECT p.id, p.code, p.name, p.status, p.tags, p.version, p.updated_at AS "updatedAt", p.gone_at AS "goneAt",
              CASE WHEN u.id IS NULL THEN NULL ELSE jsonb_build_object('id', u.id, 'name', u.name) END AS owner,
              CASE WHEN g.id IS NULL THEN NULL ELSE jsonb_build_object('code', g.code, 'name', g.name) END AS "group"
         FROM product p LEFT JOIN product_group g ON g.id = p.product_group_id LEFT JOIN app_user u ON u.id = p.owner_id
        ORDER BY p.code_key COLLATE names, p.id LIMIT $1`,
      [PAGE],
    )
    const groups = await client.query('SELECT code, name FROM product_group ORDER BY name COLLATE names')
    const total = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM product')
    const owners = await client.query(
      `SELECT id, name FROM app_user WHERE id IN (SELECT owner_id FROM product) ORDER BY name COLLATE names, id`,
    )
    const people = await client.query(
      'SELECT id, name FROM app_user WHERE disabled_at IS NULL ORDER BY name COLLATE names, id',
    )
    const last = rows.rows.at(-1) as { code: string; id: string }
    return {
      locale: 'en-GB',
      timeZone: 'UTC',
      people: people.rows,
      page: {
        rows: rows.rows,
        groups: groups.rows,
        owners: owners.rows,
        total: { value: total.rows[0]?.n ?? 0, capped: false },
        next: [last.code.toLowerCase(), last.id],
      },
    }
  } finally {
    await client.end()
  }
}
