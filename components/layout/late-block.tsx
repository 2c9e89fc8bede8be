import { type ReactNode, Suspense } from 'react'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { SkeletonRows } from '@/components/ui/skeleton'
import { BlockBoundary } from './block-boundary'

/** A block that comes after the page, in its own boundary: the page stands whether it comes or fails. */
export function LateBlock({ name, rows, children }: { name: string; rows: number; children: ReactNode }) {
  return (
    <BlockBoundary title={`Could not be shown: ${name}`}>
      <Suspense fallback={<SkeletonRows rows={rows} label={name} />}>{children}</Suspense>
    </BlockBoundary>
  )
}

/** The same in a card of its own. */
export function LateCard({ title, rows, children }: { title: string; rows: number; children: ReactNode }) {
  return (
    <Card label={title}>
      <CardHeader title={title} />
      <CardBody flush>
        <LateBlock name={title.toLowerCase()} rows={rows}>
          {children}
        </LateBlock>
      </CardBody>
    </Card>
  )
}
