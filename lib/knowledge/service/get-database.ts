import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { AppError } from '@/lib/platform/errors'
import type { KbDatabaseDetail, KbFieldView, KbRelation } from '../model'
import { displayName, localName, spaceOf } from '../names'
import { isValueList, PEOPLE } from '../relations/graph'
import {
  type DatabasePlace,
  type FieldRow,
  findDatabasePlaces,
  findDatabaseRow,
  findSpaceRow,
  listFieldRows,
} from '../repository/spaces'
import type { DatabaseBySlug } from '../schema'
import { toDatabaseSummary, toSpaceSummary } from './summaries'
import { workspaceAddress } from './workspace-address'

/** One database with its fields and where they lead. Needs `read:knowledge`. @throws AppError NOT_FOUND */
export async function getDatabase(ctx: Ctx, input: DatabaseBySlug): Promise<KbDatabaseDetail> {
  await requireRight(ctx, 'read:knowledge')
  const spaceRow = await findSpaceRow(input.space, ctx.now())
  const row = spaceRow === null ? null : await findDatabaseRow(spaceRow.id, input.database)
  if (spaceRow === null || row === null) throw new AppError('NOT_FOUND')
  const baseUrl = workspaceAddress()
  const fields = await listFieldRows(row.id)
  const related = fields.flatMap(({ relation }) => (relation === null ? [] : [relation]))
  const places = await findDatabasePlaces([...new Set(related)])
  const { databases: _, ...space } = toSpaceSummary(spaceRow, [], baseUrl)
  return {
    space,
    database: toDatabaseSummary(row, spaceRow.name, baseUrl),
    fields: fields.map((field) => toFieldView(field, spaceRow.name, places)),
  }
}

function toFieldView(
  { namedType: _, relation, ...field }: FieldRow,
  space: string,
  places: ReadonlyMap<string, DatabasePlace>,
): KbFieldView {
  return { ...field, relation: relation === null ? null : toRelation(relation, space, places) }
}

/** Of the same space by its name alone; of another with its space before it. */
function toRelation(rawName: string, space: string, places: ReadonlyMap<string, DatabasePlace>): KbRelation {
  const place = places.get(rawName)
  const words = place === undefined ? platformWords(rawName) : null
  if (words !== null) return { label: words, href: null, goneAt: null }
  const own = rawName.startsWith(`${space}/`)
  const name = displayName(localName(rawName, own ? space : undefined))
  const label = own ? name : `${displayName(spaceOf(rawName) ?? '')} / ${name}`
  const { href, goneAt } = place ?? { href: null, goneAt: null }
  return { label, href, goneAt }
}

/** What every workspace has: no database of anybody's, so there is nowhere to go. */
function platformWords(rawName: string): string | null {
  if (rawName === PEOPLE) return 'Person of the workspace'
  if (rawName.startsWith('workflow/state')) return 'Workflow state'
  return isValueList(rawName) ? 'Value of a list' : null
}
