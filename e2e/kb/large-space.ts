import { query } from '../screens/sabotage'

/** Last by name, so that nobody takes it for the first space there is. */
export const LARGE_SPACE = '/kb/zz-large-space'

/** While `work` runs there is a space of 200 databases with 1,000 relations, one to itself and one that is gone among them. */
export async function whileLarge(databaseUrl: string, work: () => Promise<unknown>): Promise<void> {
  await remove(databaseUrl)
  await query(databaseUrl, ADD)
  try {
    await work()
  } finally {
    await remove(databaseUrl)
  }
}

async function remove(databaseUrl: string): Promise<void> {
  await query(databaseUrl, `DELETE FROM kb_space WHERE slug = 'zz-large-space'`)
}

// Every database leads to the first twenty far more often than to the others.
const ADD = `
  WITH space AS (
    INSERT INTO kb_space (id, name, slug, as_of, is_demo)
    VALUES (gen_random_uuid(), 'Zz large space', 'zz-large-space', now(), true) RETURNING id
  ), added AS (
    INSERT INTO kb_database (id, space_id, raw_name, name, slug, type, finder, color, position, first_seen_at, gone_at)
    SELECT gen_random_uuid(), space.id, 'Zz large space/Database ' || n, 'Database ' || n, 'database-' || n, 'Large' || n,
           'findLarge' || n, '#0d9488', n, now(), CASE WHEN n = 3 THEN now() END
    FROM space, generate_series(0, 199) AS n RETURNING id, position
  )
  INSERT INTO kb_field (id, database_id, name, raw_name, type_text, named_type, is_collection, relation, position,
    first_seen_at)
  SELECT gen_random_uuid(), added.id, 'field' || f, 'Field ' || f, 'Large', 'Large', f % 2 = 0,
         'Zz large space/Database ' || CASE WHEN f < 2 THEN (added.position * 7 + f) % 20
                                            ELSE (added.position * 13 + f * 29) % 200 END, f, now()
  FROM added, generate_series(0, 4) AS f`
