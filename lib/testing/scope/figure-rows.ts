import type { ConditionedRight } from '@/lib/access/model'
import type { FigureId } from '@/lib/analytics/pinned-figures'
import { pinFigureInput } from '@/lib/analytics/schema'
import { pinFigure, unpinFigure } from '@/lib/analytics/service/pin-figure'
import { figuresOfProduct } from '@/lib/analytics/service/pinned-figures'
import { type Operation, readRows } from './table'
import type { Person } from './who'
import type { At } from './world'

// Who edits a product pins to it what they may ask: of the built-in roles only an administrator does both. `asking`: each
// with `read:query` besides.
export const FIGURE_ROWS = readRows(`
#                                             | viewer analyst editor operator admin drinks brewer tagged own mixed nobody disabled
analytics/pin-figure.pinFigure                | in  | F   F   F   F   ok  F   F   F   F   F   F   F   | product.figurePinned
analytics/pin-figure.pinFigure                | out | F   F   F   F   ok  F   F   F   F   F   F   F   | product.figurePinned
analytics/pin-figure.pinFigure asking         | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.figurePinned
analytics/pin-figure.pinFigure asking         | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.figurePinned
analytics/pin-figure.pinFigure changed        | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.figureChanged
analytics/pin-figure.pinFigure changed        | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.figureChanged
analytics/pinned-figures.figuresOfProduct     | in  | F   ok  F   F   ok  F   F   F   F   F   F   F   | product.figuresRead
analytics/pinned-figures.figuresOfProduct asking | out | ok ok  ok  ok  ok  N   N   N   N   ok  F   F   | product.figuresRead
analytics/pin-figure.unpinFigure              | in  | F   F   ok  F   ok  F   ok  ok  ok  ok  F   F   | product.figureUnpinned
analytics/pin-figure.unpinFigure              | out | F   F   ok  F   ok  F   N   N   N   F   F   F   | product.figureUnpinned
`)

function asking(ctx: Person): Person {
  const rights: ConditionedRight[] = [...ctx.actor.rights, { right: 'read:query' }]
  return { ...ctx, actor: { ...ctx.actor, rights } }
}

async function pin(ctx: Person, { code }: At, more: Record<string, string> = {}): Promise<void> {
  const fields = { query: 'total-revenue', code, search: '', boundTo: '', ...more }
  await pinFigure(ctx, pinFigureInput.parse(fields))
}

export const FIGURES: Record<string, Operation> = {
  'analytics/pin-figure.pinFigure': {
    changes: 'recorded',
    run: async (ctx, at) => await pin(ctx, at),
  },
  'analytics/pin-figure.pinFigure asking': {
    changes: 'recorded',
    run: async (ctx, at) => await pin(asking(ctx), at),
  },
  'analytics/pin-figure.pinFigure changed': {
    changes: 'recorded',
    run: async (ctx, at) => await pin(asking(ctx), at, { figure: at.figure, version: '1' }),
  },
  'analytics/pinned-figures.figuresOfProduct': {
    run: async (ctx, { code }) => void (await figuresOfProduct(ctx, code)),
  },
  'analytics/pinned-figures.figuresOfProduct asking': {
    run: async (ctx, { code }) => void (await figuresOfProduct(asking(ctx), code)),
  },
  'analytics/pin-figure.unpinFigure': {
    changes: 'recorded',
    run: async (ctx, { code, figure }) =>
      void (await unpinFigure(ctx, { code, id: figure as FigureId, version: 1 })),
  },
}
