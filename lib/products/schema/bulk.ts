import { z } from 'zod'
import { MAX_BULK } from '../bulk'
import { ME, NONE } from '../list-state'
import { MAX_ATTRIBUTE_TEXT, PRODUCT_STATUSES, type ProductId } from '../model'
import { gather, tags } from './draft'
import { productFilter } from './query'

const MAX_QUERY = 4_000

/** `<id>:<version>`, as each row's box has it; many are joined by line ends. */
const chosen = z
  .string()
  .max(MAX_BULK * 60)
  .default('')
  .transform((text, context) => {
    const rows = text.split('\n').filter((line) => line !== '')
    const parsed = rows.map((line) => row.safeParse(line.split(':')))
    const good = parsed.flatMap(({ data }) => (data === undefined ? [] : [data]))
    if (good.length < rows.length) context.addIssue({ code: 'custom', message: 'Choose the products again.' })
    return [...new Map(good.map(([id, version]) => [id, { id: id as ProductId, version }])).values()]
  })

const row = z.tuple([z.uuid(), z.coerce.number().int().min(1)])

const kept = (text: string) => (text === '' ? undefined : text === NONE ? null : text)

const fields = z
  .object({
    chosen,
    /** `all`: every product that the list's filters find, on whatever page. */
    reach: z.enum(['chosen', 'all']).catch('chosen'),
    /** The list's state as its address holds it. */
    query: z
      .string()
      .max(MAX_QUERY)
      .default('')
      .transform((text) => ({
        text,
        filter: productFilter.parse(Object.fromEntries(new URLSearchParams(text))),
      })),
    /** When the list was drawn that all were chosen from. */
    seenAt: z.iso.datetime().transform((text) => new Date(text)),
    groupCode: z.string().trim().max(64).default('').transform(kept),
    status: z
      .enum(['', ...PRODUCT_STATUSES])
      .default('')
      .transform((status) => (status === '' ? undefined : status)),
    ownerId: z
      .union([z.enum(['', ME, NONE]), z.uuid()], 'Choose one of the people.')
      .default('')
      .transform(kept),
    /** Values by key, as text, for products that lack what their new group needs. */
    attr: z.record(z.string().max(64), z.string().max(MAX_ATTRIBUTE_TEXT)).default({}),
    /** `leave`: products that lack what the group needs stay in theirs; `ask`: the change is refused, with words. */
    lacking: z.enum(['ask', 'leave']).catch('ask'),
    addTags: z.string().default('').pipe(tags),
    removeTags: z.string().default('').pipe(tags),
  })
  .superRefine((input, context) => {
    const names = ['groupCode', 'status', 'ownerId'] as const
    const changes =
      names.some((name) => input[name] !== undefined) || input.addTags.length + input.removeTags.length > 0
    if (!changes) context.addIssue({ code: 'custom', message: 'Say what to change.' })
    if (input.reach === 'chosen' && input.chosen.length === 0)
      context.addIssue({ code: 'custom', message: 'Choose at least one product.' })
    if (input.chosen.length > MAX_BULK)
      context.addIssue({ code: 'custom', message: `At most ${MAX_BULK} products at a time.` })
  })

export const bulkChangeInput = z.preprocess(gather, fields)

export type BulkChangeInput = z.output<typeof bulkChangeInput>

export const undoBulkInput = z.object({ id: z.uuid(), query: z.string().max(MAX_QUERY).default('') })
