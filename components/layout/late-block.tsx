import { type ReactNode, Suspense } from 'react'
import { SkeletonRows } from '@/components/ui/skeleton'
import { soon } from '@/lib/platform/soon'
import { BlockBoundary } from './block-boundary'

type Late = {
  name: string
  rows: number
  /** The address of the page with this block in its place: late blocks are put there by script. */
  wholeHref?: string
  children: ReactNode
}

/** A block that comes after the page, in its own boundary: the page stands whether it comes or fails. */
export function LateBlock({ name, rows, wholeHref, children }: Late) {
  return (
    <BlockBoundary title={`Could not be shown: ${name}`}>
      <Suspense
        fallback={
          <>
            {wholeHref === undefined ? null : (
              <noscript>
                <p className="px-4 py-2.5">
                  <a className="text-link" href={wholeHref}>
                    Show {name}
                  </a>
                </p>
              </noscript>
            )}
            <div className={wholeHref === undefined ? undefined : 'needs-script'}>
              <SkeletonRows rows={rows} label={name} />
            </div>
          </>
        }
      >
        {children}
      </Suspense>
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
  whole,
  load,
  children,
  ...late
}: Omit<Late, 'children'> & {
  /** The page was asked for whole: it waits for this block, however long it takes. */
  whole: boolean
  load: () => Promise<T>
  children: (data: T) => ReactNode
}) {
  const data = load()
  const ready = whole ? { value: await data } : await soon(data, SOON_MS)
  if (ready !== null) return children(ready.value)
  return (
    <LateBlock {...late}>
      <Late data={data} draw={children} />
    </LateBlock>
  )
}

async function Late<T>({ data, draw }: { data: Promise<T>; draw: (data: T) => ReactNode }) {
  return draw(await data)
}
