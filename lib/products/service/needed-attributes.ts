import type { Ctx } from '@/lib/access/model'
import { AppError, type FieldErrors } from '@/lib/platform/errors'
import { ownEntry, readAttributeText } from '../attributes'
import { type BulkChange, decide, type Seen } from '../bulk'
import type { AttributeDefinition, ProductId } from '../model'
import { readRows } from '../repository/bulk'
import { findDefinitions } from '../repository/groups'
import type { ScopeOf } from '../repository/scope'

type Needed = NonNullable<BulkChange['needed']>

export type AskedOfMany = { needed: Needed | undefined; fieldErrors: FieldErrors }

/** What a group needs of its products, and the values that a form gives for those that lack them; by key, as text. */
export async function neededOf(
  groupCode: string | null | undefined,
  texts: Readonly<Record<string, string>>,
): Promise<AskedOfMany> {
  if (typeof groupCode !== 'string') return { needed: undefined, fieldErrors: {} }
  const asked = (await findDefinitions([groupCode])).get(groupCode) ?? []
  const definitions = asked.filter(({ required }) => required)
  if (definitions.length === 0) return { needed: undefined, fieldErrors: {} }
  const given: Record<string, Needed['given'][string]> = {}
  const fieldErrors: FieldErrors = {}
  for (const definition of definitions) {
    const text = ownEntry(texts, definition.key)?.trim() ?? ''
    if (text === '') continue
    const read = readAttributeText(definition, text)
    if (read.ok) given[definition.key] = read.value
    else fieldErrors[`attr.${definition.key}`] = [read.words]
  }
  return { needed: { definitions, given }, fieldErrors }
}

const LOOK_AHEAD = 1_000
const MAX_NAMED = 3

type LookAhead = {
  of: ScopeOf
  change: BulkChange
  targets: readonly { id: ProductId; seen: Seen }[]
  fieldErrors: FieldErrors
  /** Those that lack something stay where they are: nothing is asked for. */
  leave: boolean
}

/**
 * Looks ahead, before anything is changed, at what products lack that their new group needs.
 * @throws AppError VALIDATION that asks for each value beside its field; `details.needed` holds their definitions
 */
export async function requireNeeded(ctx: Ctx, ahead: LookAhead): Promise<void> {
  const { change, fieldErrors, leave } = ahead
  const { needed } = change
  if (needed === undefined) return
  const lacking = leave ? { names: new Map<string, string[]>(), products: 0 } : await findLacking(ctx, ahead)
  const errors: FieldErrors = lacking.products > 0 ? { _: [sumWords(lacking.products)] } : {}
  for (const { key, label } of needed.definitions) {
    const names = lacking.names.get(key)
    const words = fieldErrors[`attr.${key}`] ?? (names === undefined ? undefined : [lackWords(label, names)])
    if (words !== undefined) errors[`attr.${key}`] = words
  }
  if (Object.keys(errors).length === 0) return
  const isShown = ({ key }: AttributeDefinition) =>
    errors[`attr.${key}`] !== undefined || Object.hasOwn(needed.given, key)
  throw new AppError('VALIDATION', {
    fieldErrors: errors,
    details: { needed: needed.definitions.filter(isShown) },
  })
}

/** The names of those that lack a value, by its key, and how many products there are that lack any. */
async function findLacking(
  ctx: Ctx,
  { of, change, targets }: LookAhead,
): Promise<{ names: Map<string, string[]>; products: number }> {
  const names = new Map<string, string[]>()
  let products = 0
  const seen = new Map(targets.map((target) => [target.id, target.seen]))
  for (let from = 0; from < targets.length; from += LOOK_AHEAD) {
    const ids = targets.slice(from, from + LOOK_AHEAD).map(({ id }) => id)
    for (const row of await readRows(ids, of)) {
      const decision = decide(ctx.actor, row, change, seen.get(row.id) ?? { version: 0 })
      if (decision.outcome !== 'lacksNeeded') continue
      products += 1
      for (const { key } of decision.lacks) addTo(names, key, row.name)
    }
  }
  return { names, products }
}

function addTo(names: Map<string, string[]>, key: string, name: string): void {
  const list = names.get(key)
  if (list === undefined) names.set(key, [name])
  else list.push(name)
}

function lackWords(label: string, names: readonly string[]): string {
  const more = names.length - MAX_NAMED
  const named = names.slice(0, MAX_NAMED).join(', ')
  return `${label} is needed. Without it: ${named}${more > 0 ? ` and ${more} more` : ''}.`
}

function sumWords(products: number): string {
  return products === 1
    ? 'One product lacks what the new group needs. Say it below, or leave that product where it is.'
    : `${products} products lack what the new group needs. Say it below for all of them, or leave them where they are.`
}
