import { z } from 'zod'
import { ACCESS_LIMITS, type Condition, type ConditionedRight, RIGHTS, type UserId } from './model'
import { carriesCondition } from './policy'

const MAX_VALUES = 200

const values = z
  .array(z.string().trim().min(1).max(100))
  .min(1, 'Name at least one.')
  .max(MAX_VALUES)
  .transform((list) => [...new Set(list)].sort())

/** The closed list of conditions. Strict, so that what a later version writes is not half understood. */
export const conditionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('own') }),
  z.strictObject({ kind: z.literal('productGroup'), in: values }),
  z.strictObject({ kind: z.literal('tag'), in: values }),
])

export const conditionedRightSchema = z
  .strictObject({ right: z.enum(RIGHTS), condition: conditionSchema.optional() })
  .refine(
    ({ right, condition }) => condition === undefined || carriesCondition(right, condition),
    'Records of this kind cannot be held to that condition.',
  )

/** How a condition came out of the database: none, one that holds, or one that is not understood. */
export type StoredCondition =
  | { understood: true; condition: Condition | null }
  | { understood: false; condition?: undefined }

/** What is not understood gives nothing: a grant with such a condition is left out, never taken as unconditioned. */
export function readCondition(stored: unknown): StoredCondition {
  if (stored === null || stored === undefined) return { understood: true, condition: null }
  const parsed = conditionSchema.safeParse(stored)
  return parsed.success ? { understood: true, condition: parsed.data } : { understood: false }
}

/** The rights of a stored role that are understood; the others are left out one by one. */
export function readRights(stored: unknown): ConditionedRight[] {
  if (!Array.isArray(stored)) return []
  return stored.flatMap((entry) => {
    const parsed = conditionedRightSchema.safeParse(entry)
    return parsed.success ? [parsed.data] : []
  })
}

export const userIdSchema = z.uuid().transform((id) => id as UserId)
export const roleKeySchema = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]{1,48}$/, 'Lower-case letters, digits and hyphens; a letter first.')
  // A word of the address: /admin/roles/new
  .refine((key) => key !== 'new', 'This word is taken by the portal. Choose another key.')

const TOO_MANY_VALUES = 'That is too long: at most 10,000 characters.'

/** A condition as a form gives it: what kind, and values by comma or line. */
const conditionFields = {
  conditionKind: z.enum(['', 'own', 'productGroup', 'tag']).default(''),
  conditionValues: z.string().max(ACCESS_LIMITS.conditionValues, TOO_MANY_VALUES).default(''),
}

type ConditionFields = { conditionKind: '' | Condition['kind']; conditionValues: string }

export function parseConditionFields(
  { conditionKind, conditionValues }: ConditionFields,
  context: { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void },
  field = 'conditionValues',
): Condition | null {
  if (conditionKind === '') return null
  if (conditionKind === 'own') return { kind: 'own' }
  const isTooLong = conditionValues.length > ACCESS_LIMITS.conditionValues
  const parsed = conditionSchema.safeParse({ kind: conditionKind, in: splitValues(conditionValues) })
  if (parsed.success && !isTooLong) return parsed.data
  const message = isTooLong ? TOO_MANY_VALUES : (parsed.error?.issues[0]?.message ?? 'Look at this again.')
  context.addIssue({ code: 'custom', path: [field], message })
  return null
}

export function splitValues(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== '')
}

export const giveRoleSchema = z
  .object({ userId: userIdSchema, roleKey: roleKeySchema, ...conditionFields })
  .transform(({ userId, roleKey, ...fields }, context) => ({
    userId,
    roleKey,
    condition: parseConditionFields(fields, context),
  }))

export const takeRoleSchema = z.object({ userId: userIdSchema, grantId: z.uuid() })
export const personSchema = z.object({ userId: userIdSchema })

export const mapGroupSchema = z
  .object({
    identityGroup: z
      .string()
      .trim()
      .min(1, 'Name the group as the identity provider does.')
      .max(ACCESS_LIMITS.identityGroup, 'A group’s name has at most 300 characters.'),
    roleKey: roleKeySchema,
    ...conditionFields,
  })
  .transform(({ identityGroup, roleKey, ...fields }, context) => ({
    identityGroup,
    roleKey,
    condition: parseConditionFields(fields, context),
  }))

export const mappingSchema = z.object({ mappingId: z.uuid() })

const REACHES = ['', 'all', 'own', 'productGroup', 'tag'] as const

/** A role's form has two fields a right: `reach.read:product` and, for groups and tags, `values.read:product`. */
function readRightFields(
  fields: Record<string, unknown>,
  context: Parameters<typeof parseConditionFields>[1],
): ConditionedRight[] {
  return RIGHTS.flatMap((right): ConditionedRight[] => {
    const reach = z
      .enum(REACHES)
      .catch('')
      .parse(fields[`reach.${right}`] ?? '')
    if (reach === '') return []
    if (reach === 'all') return [{ right }]
    const field = `values.${right}`
    const conditionValues = String(fields[field] ?? '')
    const condition = parseConditionFields({ conditionKind: reach, conditionValues }, context, field)
    return condition === null ? [] : [{ right, condition }]
  })
}

const roleFields = {
  name: z.string().trim().min(1, 'Give the role a name.').max(ACCESS_LIMITS.roleName),
  description: z.string().trim().max(ACCESS_LIMITS.roleDescription).default(''),
  /** Keys, one a line. */
  includes: z.string().max(4_000).default(''),
}

export const createRoleSchema = z
  .looseObject({ key: roleKeySchema, ...roleFields })
  .transform((fields, context) => ({
    key: fields.key,
    name: fields.name,
    description: fields.description,
    includes: splitValues(fields.includes),
    rights: readRightFields(fields, context),
  }))

export const updateRoleSchema = z
  .looseObject({ key: roleKeySchema, version: z.coerce.number().int().min(1), ...roleFields })
  .transform((fields, context) => ({
    key: fields.key,
    version: fields.version,
    name: fields.name,
    description: fields.description,
    includes: splitValues(fields.includes),
    rights: readRightFields(fields, context),
  }))

export const deleteRoleSchema = z.object({ key: roleKeySchema, version: z.coerce.number().int().min(1) })

/** From an address: what does not fit counts as not given. */
export const listPeopleSchema = z.object({
  search: z.string().trim().max(ACCESS_LIMITS.peopleSearch).catch(''),
  role: z.string().max(50).catch(''),
  status: z.enum(['', 'enabled', 'disabled']).catch(''),
  after: z.string().max(500).catch(''),
})

const timeZone = z
  .string()
  .max(64)
  .refine((value) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: value })
      return true
    } catch {
      return false
    }
  }, 'Choose a time zone from the list.')

// Stored and read at every request: no tag in use comes near this length (RFC 5646 §4.4.1).
const locale = z
  .string()
  .max(35)
  .refine((value) => {
    try {
      return Intl.getCanonicalLocales(value).length === 1
    } catch {
      return false
    }
  }, 'Choose a locale from the list.')

/** Empty: the portal's own. The theme has a form of its own (lib/personal). */
export const preferencesSchema = z.object({
  timeZone: z
    .literal('')
    .or(timeZone)
    .transform((value) => value || null),
  locale: z
    .literal('')
    .or(locale)
    .transform((value) => value || null),
})

export const sessionSchema = z.object({ key: z.string().regex(/^[0-9a-f]{64}$/) })
