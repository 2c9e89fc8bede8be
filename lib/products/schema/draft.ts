import { z } from 'zod'
import { PRODUCT_LIMITS, PRODUCT_STATUSES } from '../model'

const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u
const MAX_TAGS = 20

/** Words with commas or line ends between them. What is wrong with one is said of the field as a whole. */
const tags = z
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

export const updateProductInput = z.object({
  code: z.string().trim().min(1).max(64),
  version: z.coerce.number().int().min(1),
  name: z
    .string()
    .trim()
    .min(1, 'Give a name.')
    .max(PRODUCT_LIMITS.name, 'A name has at most 200 characters.'),
  description: z.string().trim().max(PRODUCT_LIMITS.description, 'At most 5,000 characters.').default(''),
  groupCode: z
    .string()
    .trim()
    .max(64)
    .transform((code) => (code === '' ? null : code)),
  status: z.enum(PRODUCT_STATUSES, 'Choose one of the statuses.'),
  tags,
})

export type UpdateProductInput = z.output<typeof updateProductInput>
