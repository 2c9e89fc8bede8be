import { type ReactNode, Suspense } from 'react'
import { SkeletonRows } from '@/components/ui/skeleton'
import { soon } from '@/lib/platform/soon'
import { BlockBoundary } from './block-boundary'

/** A block that comes after the page, in its own boundary: the page stands whether it comes or fails. */
export function LateBlock({ name, rows, children }: { name: string; rows: number; children: ReactNode }) {
  return (
    <BlockBoundary title={`Could not be shown: ${name}`}>
      <Suspense fallback={<SkeletonRows rows={rows} label={name} />}>{children}</Suspense>
    </BlockBoundary>
  )
}

/** How long a page waits for a block that is read while it is drawn. */
const SOON_MS = 250

/**
 * A block that stands in the page from the beginning where what it shows is there at once: without script too, and on
 * paper. What takes longer, or fails, comes late in its own boundary, and the page does not wait for it.
 */
export async function SoonBlock<T>({
  name,
  rows,
  load,
  children,
}: {
  name: string
  rows: number
  load: () => Promise<T>
  children: (data: T) => ReactNode
}) {
  const data = load()
  const ready = await soon(data, SOON_MS)
  if (ready !== null) return children(ready.value)
  return (
    <LateBlock name={name} rows={rows}>
      <Late data={data} draw={children} />
    </LateBlock>
  )
}

async function Late<T>({ data, draw }: { data: Promise<T>; draw: (data: T) => ReactNode }) {
  return draw(await data)
}
