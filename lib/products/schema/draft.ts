import { z } from 'zod'
import { toRows } from '@/lib/platform/form-fields'
import { isVisible } from '@/lib/platform/visible'
import { LINK_TYPES, PRODUCT_LIMITS, PRODUCT_STATUSES } from '../model'
import { productCode } from './code'

const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u
const MAX_TAGS = 20

/** Words with commas or line ends between them. What is wrong with one is said of the field as a whole. */
export const tags = z
  .string()
  .max(PRODUCT_LIMITS.tags, 'That is too long for tags.')
  .transform((text) =>
    [...new Set(text.split(/[,\n]/).map((tag) => tag.trim().toLowerCase()))].filter(Boolean),
  )
  .superRefine((list, context) => {
    const bad = list.find((tag) => !TAG.test(tag))
    if (bad !== undefined) {
      const rule = 'a tag holds at most 40 letters, figures, spaces, dots and dashes.'
      context.addIssue({ code: 'custom', message: `“${bad}” cannot be a tag: ${rule}` })
    }
    if (list.length > MAX_TAGS) context.addIssue({ code: 'custom', message: `At most ${MAX_TAGS} tags.` })
  })

/** An address that a browser may follow, without a name and password in it. */
function isWebAddress(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false
  const { hostname, username, password } = new URL(text)
  return hostname !== '' && username === '' && password === ''
}

const linkRow = z.object({
  type: z.enum(LINK_TYPES, 'Choose one of the kinds.').catch('other'),
  label: z.string().trim().max(PRODUCT_LIMITS.linkLabel, 'At most 200 characters.').default(''),
  url: z.string().trim().max(PRODUCT_LIMITS.linkUrl, 'At most 2,000 characters.').default(''),
})

/** Rows as the form has them, blank ones among them, so that what is wrong is said beside the right one. */
const links = z
  .array(linkRow)
  .max(PRODUCT_LIMITS.links, `At most ${PRODUCT_LIMITS.links} links.`)
  .superRefine((rows, context) => {
    for (const [index, { label, url }] of rows.entries()) {
      if (url === '' && label === '') continue
      if (isWebAddress(url)) continue
      const message = 'Give an address that begins with http:// or https://.'
      context.addIssue({ code: 'custom', message, path: [index, 'url'] })
    }
  })
  .transform((rows) =>
    rows
      .filter(({ label, url }) => url !== '' || label !== '')
      .map(({ type, label, url }) => ({ type, label: isVisible(label) ? label : url, url })),
  )

const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .transform((text) => (text === '' ? null : text))

/** `attr.unitPrice` of a form as `attr: { unitPrice }`, `link.2.url` as a row; what is nested already stays. */
export function gather(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null) return raw
  const rest: Record<string, unknown> = {}
  const attr: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(raw)) {
    if (name.startsWith('attr.')) attr[name.slice('attr.'.length)] = value
    else rest[name] = value
  }
  return { ...toRows(rest), ...(Object.keys(attr).length > 0 && { attr }) }
}

const fields = {
  name: z
    .string()
    .trim()
    .min(1, 'Give a name.')
    .max(PRODUCT_LIMITS.name, 'A name has at most 200 characters.')
    .refine(isVisible, 'Give a name that can be seen.'),
  description: z.string().trim().max(PRODUCT_LIMITS.description, 'At most 5,000 characters.').default(''),
  groupCode: optionalText(64),
  status: z.enum(PRODUCT_STATUSES, 'Choose one of the statuses.'),
  tags,
  /** Undefined: left as it is. */
  ownerId: z.union([z.literal('').transform(() => null), z.uuid('Choose one of the people.')]).optional(),
  /** Values by key, as text. Undefined: all left as they are. */
  attr: z.record(z.string(), z.string()).optional(),
  link: links.optional(),
}

export const createProductInput = z.preprocess(
  gather,
  z.object({ ...fields, code: productCode, status: fields.status.default('active') }),
)

export type CreateProductInput = z.output<typeof createProductInput>

export const updateProductInput = z.preprocess(
  gather,
  z.object({
    ...fields,
    /** The code that names the product, one that it had before among them. */
    code: z.string().trim().min(1).max(64),
    version: z.coerce.number().int().min(1),
    newCode: productCode.optional(),
  }),
)

export type UpdateProductInput = z.output<typeof updateProductInput>

/** A product and the version of it that was seen: for what a single button does. */
export const productVersionInput = z.object({
  code: z.string().trim().min(1).max(64),
  version: z.coerce.number().int().min(1),
})

export type ProductVersionInput = z.output<typeof productVersionInput>

export const restoreVersionInput = productVersionInput.extend({
  // As many as the database counts.
  restore: z.coerce.number().int().min(1).max(2_147_483_647),
})

export type RestoreVersionInput = z.output<typeof restoreVersionInput>
