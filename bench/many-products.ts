import pg from 'pg'

/** Fills the list up to `total` with products made of Northwind's own words: names and groups drawn by rule, no two codes alike. */
export async function growProducts(databaseUrl: string, total: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(
      `WITH words AS (
         SELECT array_agg(DISTINCT word ORDER BY word) AS list
         FROM product, regexp_split_to_table(name, '\\s+') AS word
       ), groups AS (
         SELECT array_agg(id ORDER BY code) AS list FROM product_group
       ), missing AS (
         SELECT generate_series(1, $1 - (SELECT count(*) FROM product)) AS n
       )
       INSERT INTO product (id, code, code_key, name, product_group_id, updated_at)
       SELECT gen_random_uuid(), 'XL-' || lpad(n::text, 6, '0'), 'xl-' || lpad(n::text, 6, '0'),
              w.list[1 + (n * 7919) % cardinality(w.list)] || ' ' || w.list[1 + (n * 104729) % cardinality(w.list)] || ' ' || n,
              g.list[1 + n % cardinality(g.list)], now() - n * interval '1 second'
       FROM missing, words w, groups g`,
      [total],
    )
    await client.query('VACUUM ANALYZE product')
  } finally {
    await client.end()
  }
}
