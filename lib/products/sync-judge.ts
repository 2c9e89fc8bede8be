import type { Referred } from '@/lib/access/service/refer-to-people'
import type { JudgedRecord, JudgedRow } from '@/lib/synced/model/plan'
import { readAttributeText } from './attributes'
import { FILE_FIELDS, type PlainField } from './file-columns'
import { type ImportGroup, toStatus } from './import-plan'
import type { AttributeDefinition, ProductLink, ProductStatus } from './model'
import type { FedProduct } from './model/fed'
import { createProductInput } from './schema/draft'

/** A row that was found good. Undefined: the portal's own. */
export type JudgedProduct = JudgedRecord & {
  name: string
  description: string | undefined
  status: ProductStatus | undefined
  group: ImportGroup | null | undefined
  ownerId: string | null | undefined
  /** Values by key, as text: of what its group asks for, all that the mapping names. */
  given: Readonly<Record<string, string>>
  links: readonly ProductLink[]
}

export type JudgeContext = {
  /** By code and by name, in lower case; null where several have that name. */
  groups: ReadonlyMap<string, ImportGroup | null>
  owners: ReadonlyMap<string, Referred>
}

/** Holds a row to the rules that the form of a product has: all that is wrong with it at once. */
export function judgeProduct(fed: FedProduct, context: JudgeContext): JudgedRow<FedProduct, JudgedProduct> {
  const faults = [...fed.faults]
  const fields = judgeFields(fed, faults)
  const group = judgeGroup(fed, context, faults)
  // Of a group that cannot be found nothing more is said.
  const given =
    group === 'unknown' ? {} : judgeAttributes(fed, group?.attributes ?? [], faults, group != null)
  if (fields === null || group === 'unknown' || faults.length > 0) return { fed, judged: null, faults }
  const { ownerId, notes } = judgeOwner(fed, context)
  const { upstreamId, label } = fed
  return { fed, judged: { upstreamId, label, notes, group, ownerId, given, ...fields }, faults: [] }
}

type Fields = Pick<JudgedProduct, 'code' | 'name' | 'description' | 'status' | 'links'>

function judgeFields(fed: FedProduct, faults: string[]): Fields | null {
  const parsed = createProductInput.safeParse({
    code: fed.code,
    name: fed.name,
    description: fed.description ?? '',
    groupCode: '',
    status: toStatus(fed.status),
    tags: '',
    link: fed.links,
  })
  if (parsed.success) {
    const { code, name, description, status, link } = parsed.data
    return {
      ...{ code, name, links: link ?? [] },
      description: fed.description === undefined ? undefined : description,
      status: fed.status === undefined ? undefined : status,
    }
  }
  // One word a field is enough: an empty code is not told of its letters too.
  const first = new Map(
    parsed.error.issues.toReversed().map(({ path, message }) => [String(path[0]), message]),
  )
  for (const [name, message] of [...first].toReversed()) {
    const field = name === 'link' ? 'links' : name
    faults.push(`${FILE_FIELDS[field as PlainField]?.label ?? field}: ${message}`)
  }
  return null
}

function judgeGroup(
  { group: text }: FedProduct,
  { groups }: JudgeContext,
  faults: string[],
): ImportGroup | null | undefined | 'unknown' {
  const word = text?.trim()
  if (word === undefined) return undefined
  if (word === '') return null
  const group = groups.get(word.toLowerCase())
  if (group) return group
  faults.push(
    group === null
      ? `Group: several groups are called “${word.slice(0, 64)}”. Give the code.`
      : `Group: there is no group “${word.slice(0, 64)}” here.`,
  )
  return 'unknown'
}

/** Whoever is not known here owns nothing here, and that is said: people come to the portal in their own time. */
function judgeOwner(
  { owner: text }: FedProduct,
  { owners }: JudgeContext,
): { ownerId: string | null | undefined; notes: string[] } {
  if (text === undefined) return { ownerId: undefined, notes: [] }
  if (text.trim() === '') return { ownerId: null, notes: [] }
  const owner = owners.get(text) ?? { found: 'none' }
  if (owner.found === 'one') return { ownerId: owner.id, notes: [] }
  const words =
    owner.found === 'several'
      ? `Owner: several people here are called “${text.slice(0, 80)}”: it has none.`
      : `Owner: nobody here is called “${text.slice(0, 80)}”: it has none.`
  return { ownerId: null, notes: [words] }
}

/** What the mapping tells of the group's attributes, as text that their types take. */
function judgeAttributes(
  { attributes }: FedProduct,
  definitions: readonly AttributeDefinition[],
  faults: string[],
  hasGroup: boolean,
): Record<string, string> {
  const byKey = new Map(definitions.map((definition) => [definition.key, definition]))
  const given: [key: string, text: string][] = []
  for (const told of attributes) {
    const definition = byKey.get(told.key)
    const text = told.text.trim()
    if (definition === undefined) {
      if (text === '') continue
      const whose = hasGroup ? 'Its group has' : 'Without a group there is'
      faults.push(`${whose} no attribute “${told.key}”.`)
      continue
    }
    const fault = text === '' ? neededFault(definition) : valueFault(definition, text, told.unit)
    if (fault === null) given.push([told.key, text])
    else faults.push(fault)
  }
  return Object.fromEntries(given)
}

function neededFault({ required, label }: AttributeDefinition): string | null {
  return required ? `${label}: it is needed for this group, and none is told.` : null
}

function valueFault(definition: AttributeDefinition, text: string, unit: string | null): string | null {
  const { label } = definition
  const own = definition.unit ?? ''
  if (unit !== null && unit !== own) {
    const [told, wanted] = [
      unit === '' ? 'without a unit' : `in “${unit}”`,
      own === '' ? 'no unit' : `“${own}”`,
    ]
    return `${label}: it is told ${told}, and the group has ${wanted}.`
  }
  const read = readAttributeText(definition, text)
  return read.ok ? null : read.words
}
