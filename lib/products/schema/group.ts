import { z } from 'zod'
import { toRows } from '@/lib/platform/form-fields'
import { isVisible } from '@/lib/platform/visible'
import { ATTRIBUTE_TYPES, type AttributeDefinition, GROUP_LIMITS } from '../model'

/** Upper case, so that two groups never differ by case alone. It stands in conditions of rights and never changes. */
export const groupCode = z
  .string()
  .trim()
  .toUpperCase()
  .min(1, 'Give a code.')
  .max(GROUP_LIMITS.code, `A code has at most ${GROUP_LIMITS.code} characters.`)
  .regex(/^[A-Z0-9][A-Z0-9-]*$/, 'A code holds letters A to Z, figures and dashes.')

const row = z.object({
  key: z
    .string()
    .regex(/^[a-z][A-Za-z0-9]{0,63}$/)
    .or(z.literal(''))
    .default(''),
  label: z
    .string()
    .trim()
    .max(GROUP_LIMITS.label, 'At most 100 characters.')
    .refine((label) => label === '' || isVisible(label), 'Give a name that can be seen.')
    .default(''),
  type: z.enum(ATTRIBUTE_TYPES, 'Choose one of the types.').default('text'),
  unit: z.string().trim().max(GROUP_LIMITS.unit, 'At most 30 characters.').default(''),
  choices: z.string().max(GROUP_LIMITS.choices, 'At most 5,000 characters.').default(''),
  required: z
    .string()
    .optional()
    .transform((value) => value !== undefined),
  place: z.coerce.number('Give a number.').int().min(0).max(999).catch(999),
})

type Row = z.output<typeof row>

const MAX_CHOICES = 100

function choicesOf(text: string): string[] {
  return [...new Set(text.split('\n').map((line) => line.trim()))].filter(Boolean)
}

/** `Unit price` → `unitPrice`; words without a letter from A to Z get a name of their own. */
export function keyOf(label: string, taken: ReadonlySet<string>): string {
  const words = label
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  const camel = words
    .map((word, index) =>
      index === 0 ? word.toLowerCase() : word[0]?.toUpperCase() + word.slice(1).toLowerCase(),
    )
    .join('')
    .slice(0, 40)
  const base = /^[a-z]/.test(camel) ? camel : `a${camel}`
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? base : `${base}${n}`
    if (!taken.has(key)) return key
  }
}

function check(rows: readonly Row[], context: z.RefinementCtx): void {
  const seen = new Set<string>()
  const keys = new Set<string>()
  for (const [index, { key, label, type, choices }] of rows.entries()) {
    if (label === '') continue
    const issue = (field: string, message: string) =>
      context.addIssue({ code: 'custom', message, path: [index, field] })
    const name = label.toLowerCase()
    if (seen.has(name)) issue('label', 'There is another attribute of this name.')
    if (key !== '' && keys.has(key)) issue('label', 'This attribute stands here twice.')
    seen.add(name)
    keys.add(key)
    const count = choicesOf(choices).length
    if (type === 'choice' && count === 0) issue('choices', 'Give the choices, one a line.')
    if (count > MAX_CHOICES) issue('choices', `At most ${MAX_CHOICES} choices.`)
  }
}

/** Rows as the form has them; one whose name is empty is not there. In the order of their places. */
const attributes = z
  .array(row)
  .max(GROUP_LIMITS.attributes, `At most ${GROUP_LIMITS.attributes} attributes.`)
  .superRefine(check)
  .transform((rows): AttributeDefinition[] => {
    const named = rows.filter(({ label }) => label !== '')
    const taken = new Set(named.map(({ key }) => key))
    return named
      .sort((one, other) => one.place - other.place)
      .map(({ key, label, type, unit, choices, required }) => {
        const own = key === '' ? keyOf(label, taken) : key
        taken.add(own)
        return {
          key: own,
          label,
          type,
          unit: type === 'number' && unit !== '' ? unit : null,
          choices: type === 'choice' ? choicesOf(choices) : [],
          required,
        }
      })
  })

const fields = {
  name: z
    .string()
    .trim()
    .min(1, 'Give a name.')
    .max(GROUP_LIMITS.name, 'At most 100 characters.')
    .refine(isVisible, 'Give a name that can be seen.'),
  description: z.string().trim().max(GROUP_LIMITS.description, 'At most 1,000 characters.').default(''),
  attribute: attributes.default([]),
}

const gather = (raw: unknown) =>
  typeof raw === 'object' && raw !== null ? toRows(raw as Record<string, unknown>) : raw

export const createGroupInput = z.preprocess(gather, z.object({ ...fields, code: groupCode }))
export const updateGroupInput = z.preprocess(
  gather,
  z.object({ ...fields, code: z.string().trim().min(1).max(64), version: z.coerce.number().int().min(1) }),
)

export type CreateGroupInput = z.output<typeof createGroupInput>
export type UpdateGroupInput = z.output<typeof updateGroupInput>
