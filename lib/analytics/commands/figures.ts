import { z } from 'zod'
import { type CliCommand, CliFailure, defineCommand } from '@/cli/command'
import { isAppError } from '@/lib/platform/errors'
import { figureWords } from '../pinned-figures'
import { pinFigureInput, queryKeySchema, unpinFigureInput } from '../schema'
import { closeAnalytics } from '../service'
import { pinFigure, unpinFigure } from '../service/pin-figure'
import { figuresOfProduct } from '../service/pinned-figures'
import { PARAM, params, toParameters, toUsageError } from './parameters'

const PRODUCT = { name: 'product', description: 'the product, by its code' }
const product = z.string().trim().min(1).max(64)

const list = defineCommand({
  path: ['analytics', 'pins'],
  summary: 'List the figures that are pinned to a product',
  example: 'pergola analytics pins NW-001',
  arguments: [PRODUCT],
  schema: z.object({ product }),
  run: async (ctx, { product: code }) => {
    const figures = await figuresOfProduct(ctx, code).catch((error: unknown) => {
      throw toFailure(error, code)
    })
    return {
      data: figures,
      table: {
        columns: ['figure', 'version', 'asks'],
        rows: figures.map((figure) => [figure.id, figure.version, figureWords(figure)]),
      },
    }
  },
})

const pin = defineCommand({
  path: ['analytics', 'pin'],
  summary: 'Pin a query’s figure to a product, for all who read it',
  example: 'pergola analytics pin product-by-month NW-001 --code-into product',
  arguments: [{ name: 'query', description: 'the query, as `pergola analytics list` names it' }, PRODUCT],
  options: [
    PARAM,
    { flags: '--code-into <parameter>', description: 'the parameter that the product’s code is given to' },
  ],
  schema: z.object({ query: queryKeySchema, product, param: params, codeInto: z.string().default('') }),
  run: async (ctx, { query, product: code, param, codeInto: boundTo }) => {
    const search = new URLSearchParams(toParameters(param)).toString()
    try {
      const done = await pinFigure(ctx, pinFigureInput.parse({ query, code, search, boundTo }))
      return { data: done, words: `${query} is pinned to ${done.code}.` }
    } catch (error) {
      throw toFailure(toUsageError(error), code)
    } finally {
      await closeAnalytics()
    }
  },
})

const unpin = defineCommand({
  path: ['analytics', 'unpin'],
  summary: 'Take a figure off a product',
  example: 'pergola analytics unpin NW-001 018f6b0a-3b1e-7c44-9d2e-2a0f5e1b7c10',
  arguments: [PRODUCT, { name: 'figure', description: 'the figure, as `pergola analytics pins` names it' }],
  schema: z.object({ product, figure: z.uuid() }),
  run: async (ctx, { product: code, figure: id }) => {
    try {
      const present = (await figuresOfProduct(ctx, code)).find((figure) => figure.id === id)
      const version = present?.version ?? 1
      const done = await unpinFigure(ctx, unpinFigureInput.parse({ code, id, version }))
      return { data: done, words: `The figure is off ${done.code}.` }
    } catch (error) {
      throw toFailure(error, code)
    }
  },
})

function toFailure(error: unknown, code: string): unknown {
  if (!isAppError(error) || error.code !== 'NOT_FOUND') return error
  return new CliFailure(
    error.details.kind === 'figure'
      ? `${code} has no such figure.`
      : `There is no such query or product: ${code}.`,
  )
}

export const figureCommands: CliCommand[] = [list, pin, unpin]
