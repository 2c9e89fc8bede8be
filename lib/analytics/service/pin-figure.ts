import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordChange } from '@/lib/audit/service'
import { inTransaction, type Tx } from '@/lib/platform/db'
import { AppError } from '@/lib/platform/errors'
import { requireEditable } from '@/lib/products/service/reach'
import type { Query } from '../model'
import { parseParameters } from '../parameters'
import {
  type FigureContent,
  figureParameters,
  figureWords,
  isSameFigure,
  MOST_FIGURES,
  type PinnedFigure,
  takesCode,
} from '../pinned-figures'
import {
  deleteFigureAt,
  insertFigure,
  listFigures,
  lockFigures,
  updateFigureAt,
} from '../repository/pinned-figures'
import type { PinFigureInput, UnpinFigureInput } from '../schema'
import { givenParameters } from '../search-params'
import { listParameters } from '../service'
import { requireReach } from './reach'

const PINNED = 'product.figurePinned'
const CHANGED = 'product.figureChanged'
const UNPINNED = 'product.figureUnpinned'

/**
 * Puts a query's figure on a product's card for all its readers, or other parameters in the place of those that one there
 * has (`figure` and `version`). Whoever pins may edit the product and ask the query; each reader is shown their own rows.
 * @throws AppError FORBIDDEN without `edit:product` or `read:query`; NOT_FOUND for a product, a query or a figure out of
 * reach; VALIDATION for parameters that do not fit, one that is there already, and one too many; VERSION_CONFLICT when
 * somebody changed the figure in between
 */
export async function pinFigure(ctx: Ctx, input: PinFigureInput): Promise<{ code: string }> {
  const action = input.figure === null ? PINNED : CHANGED
  const subject = { kind: 'product', id: input.code }
  await requireRight(ctx, 'edit:product', { ...subject, action })
  await requireRight(ctx, 'read:query', { kind: 'query', id: input.query, action })
  const product = await requireEditable(ctx, input.code, action)
  const { query } = await requireReach(ctx, input.query)
  const content = await toContent(ctx, query, { ...input, code: product.code })
  return await inTransaction(async (tx) => {
    await lockFigures(tx, product.id)
    // It may have left the actor's reach before it was held.
    await requireEditable(ctx, product.code, action, tx)
    const before = await write(tx, { productId: product.id, content, input, now: ctx.now() })
    if (before !== null && isSameFigure(before, content)) return { code: product.code }
    await recordChange(tx, ctx, {
      action,
      subject: { kind: 'product', id: product.id },
      changes: {
        figure: { before: before === null ? null : figureWords(before), after: figureWords(content) },
      },
    })
    return { code: product.code }
  })
}

async function toContent(ctx: Ctx, query: Query, input: PinFigureInput): Promise<FigureContent> {
  const { boundTo } = input
  const bound = query.parameters.find(({ name }) => name === boundTo)
  if (boundTo !== null && (bound === undefined || !takesCode(bound)))
    throw invalid('boundTo', 'A product’s code can be given to a parameter of text alone.')
  const { [boundTo ?? '']: _instead, ...parameters } = givenParameters(new URLSearchParams(input.search))
  const declared = await listParameters(ctx, { key: query.key })
  const parsed = parseParameters(declared, figureParameters({ parameters, boundTo }, input.code, declared))
  if (!parsed.ok) throw new AppError('VALIDATION', { fieldErrors: parsed.fieldErrors })
  return { queryKey: query.key, parameters, boundTo }
}

type Write = { productId: string; content: FigureContent; input: PinFigureInput; now: Date }

/** The figure as it was; null for a new one. */
async function write(tx: Tx, { productId, content, input, now }: Write): Promise<PinnedFigure | null> {
  const { figure, version } = input
  const present = await listFigures(productId, tx)
  if (present.some((one) => one.id !== figure && isSameFigure(one, content)))
    throw invalid('code', 'This figure is on the card already.')
  if (figure === null) {
    if (present.length >= MOST_FIGURES)
      throw invalid('code', `${MOST_FIGURES} figures are on the card already. Unpin one there first.`)
    await insertFigure(tx, { ...content, productId, pinnedAt: now })
    return null
  }
  const before = present.find(({ id }) => id === figure)
  if (before === undefined) throw new AppError('NOT_FOUND', { details: { kind: 'figure' } })
  if (before.version === version && isSameFigure(before, content)) return before
  if (!(await updateFigureAt(tx, { id: figure, productId, version }, content)))
    throw new AppError('VERSION_CONFLICT', { details: { present: before.version } })
  return before
}

/**
 * Takes a figure off a product's card. Whoever may edit the product may, whether or not they may ask the query.
 * @throws AppError FORBIDDEN, NOT_FOUND; VERSION_CONFLICT when somebody changed the figure in between
 */
export async function unpinFigure(ctx: Ctx, input: UnpinFigureInput): Promise<{ code: string }> {
  const product = await requireEditable(ctx, input.code, UNPINNED)
  return await inTransaction(async (tx) => {
    await lockFigures(tx, product.id)
    const { id, version } = input
    const before = (await listFigures(product.id, tx)).find((one) => one.id === id)
    if (before === undefined) throw new AppError('NOT_FOUND', { details: { kind: 'figure' } })
    if (!(await deleteFigureAt(tx, { id, productId: product.id, version })))
      throw new AppError('VERSION_CONFLICT', { details: { present: before.version } })
    await recordChange(tx, ctx, {
      action: UNPINNED,
      subject: { kind: 'product', id: product.id },
      changes: { figure: { before: figureWords(before), after: null } },
    })
    return { code: product.code }
  })
}

function invalid(field: string, words: string): AppError {
  return new AppError('VALIDATION', { fieldErrors: { [field]: [words] } })
}
