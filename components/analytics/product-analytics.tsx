import type { ComponentProps } from 'react'
import { PinnedFigures } from './pinned-figures'
import { FiguresBlock } from './product-figures'

type Props = Pick<ComponentProps<typeof FiguresBlock>, 'figures'> & ComponentProps<typeof PinnedFigures>

/** What the warehouse says of a product: its own figures, and those that were pinned to it. */
export function ProductAnalytics({ figures, ...pinned }: Props) {
  const { code, format } = pinned
  return (
    <>
      <FiguresBlock code={code} figures={figures} format={format} />
      <PinnedFigures {...pinned} />
    </>
  )
}
