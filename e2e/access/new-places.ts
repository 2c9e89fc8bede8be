import { createHash, randomUUID } from 'node:crypto'
import type pg from 'pg'
import { signIn } from '../session'
import { addFile, type Places } from './places'

/** Records that an action may change or delete, made for one call. */
export async function makeNewPlaces(client: pg.Client, fields: Record<string, string>): Promise<Places> {
  const wanted = Object.values(fields).join(' ')
  const unique = randomUUID().slice(0, 8)
  const made: Places = { newName: `matrix-${unique}` }
  if (wanted.includes('{newPerson}') || wanted.includes('{newSession}')) {
    const person = await signIn({ role: 'viewer', name: `Person ${unique}` })
    made.newPerson = person.userId
    made.newSession = person.sessionKey
    const { rows } = await client.query<{ id: string }>('SELECT id FROM role_grant WHERE user_id = $1', [
      person.userId,
    ])
    made.newGrant = rows[0]?.id ?? ''
  }
  if (wanted.includes('{newRole}')) {
    made.newRole = `matrix-role-${unique}`
    await client.query(
      `INSERT INTO role (id, key, name, rights) VALUES (gen_random_uuid(), $1, 'Matrix', '[]')`,
      [made.newRole],
    )
  }
  if (wanted.includes('{newGroup}')) {
    made.newGroup = `MATRIX-${unique.toUpperCase()}`
    await client.query(
      `INSERT INTO product_group (id, code, name) VALUES (gen_random_uuid(), $1, 'Matrix')`,
      [made.newGroup],
    )
  }
  if (wanted.includes('{newMapping}')) {
    made.newMapping = randomUUID()
    await client.query(`INSERT INTO group_mapping (id, identity_group, role_key) VALUES ($1, $2, 'viewer')`, [
      made.newMapping,
      `matrix group ${unique}`,
    ])
  }
  if (wanted.includes('{newView}')) {
    // Somebody else's, whoever asks, though everybody may use it.
    const owner = await signIn({ role: 'viewer', name: `Owner of view ${unique}` })
    made.newView = randomUUID()
    await client.query(
      `INSERT INTO product_view (id, owner_id, name, query, shared) VALUES ($1, $2, $3, '', true)`,
      [made.newView, owner.userId, `View ${unique}`],
    )
  }
  if (wanted.includes('{newFound}')) {
    made.newFound = `matrix-found-${unique}`
    await client.query(
      `INSERT INTO found_dashboard (upstream_id, number, title, path, as_of, first_seen_at)
       VALUES ($1, 9, 'Found', '/', now(), now())`,
      [made.newFound],
    )
  }
  if (wanted.includes('{newDashboard}')) {
    made.newDashboard = `matrix-${unique}`
    await client.query(
      `INSERT INTO dashboard (id, slug, title, upstream_id, published_at) VALUES (gen_random_uuid(), $1, 'Matrix', $1, now())`,
      [made.newDashboard],
    )
  }
  if (wanted.includes('{newSegment}')) {
    made.newSegment = `M-${unique}`
    await client.query(
      `INSERT INTO process_segment (id, code, code_key, name) VALUES (gen_random_uuid(), $1, lower($1), 'Matrix')`,
      [made.newSegment],
    )
  }
  if (wanted.includes('{newFingerprint}')) {
    // Of a product without segments.
    await client.query(
      'DELETE FROM product_segment WHERE product_id = (SELECT id FROM product WHERE code = $1)',
      [fields.code],
    )
    made.newFingerprint = createHash('sha256').update('[]').digest('hex').slice(0, 32)
  }
  if (wanted.includes('{newMistake}')) {
    made.newMistake = randomUUID()
    await client.query(
      `INSERT INTO product_mistake (id, product_id, words, reported_at)
       SELECT $1, id, 'The matrix finds fault.', now() FROM product WHERE code = $2`,
      [made.newMistake, fields.code],
    )
  }
  if (wanted.includes('{newFigure}')) {
    made.newFigure = randomUUID()
    await client.query(
      `INSERT INTO product_figure (id, product_id, query_key, pinned_at)
       SELECT $1, id, 'total-revenue', now() FROM product WHERE code = $2`,
      [made.newFigure, fields.code],
    )
  }
  if (wanted.includes('{newFile}')) {
    made.newFile = randomUUID()
    await addFile(client, { id: made.newFile, code: fields.code ?? '', text: `file ${unique}` })
  }
  if (wanted.includes('{newVersion}')) {
    const { rows } = await client.query<{ version: number }>('SELECT version FROM product WHERE code = $1', [
      fields.code,
    ])
    made.newVersion = String(rows[0]?.version)
  }
  return made
}
