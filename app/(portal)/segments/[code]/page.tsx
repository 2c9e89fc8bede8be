import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { SoonBlock } from '@/components/layout/late-block'
import { MoveForm } from '@/components/segments/move-form'
import {
  SegmentChildren,
  SegmentFacts,
  SegmentParameters,
  SegmentUses,
} from '@/components/segments/segment-facts'
import { SegmentHeader } from '@/components/segments/segment-header'
import { SegmentHistory } from '@/components/segments/segment-history'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { loadSegmentUses } from '@/lib/products/loaders/segments'
import { loadSegment, loadSegmentHistory } from '@/lib/segments/loaders'

type Props = { params: Promise<{ code: string }>; searchParams: Promise<{ saved?: string; full?: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { segment } = await loadSegment((await params).code)
  return { title: `${segment.name} (${segment.code})` }
}

export default async function SegmentPage({ params, searchParams }: Props) {
  const { code } = await params
  const { ctx, segment, children, mayEdit, mayMove, mayCreate, places, pinned } = await loadSegment(code)
  const address = `/segments/${encodeURIComponent(segment.code)}`
  if (address !== `/segments/${code}` && segment.code !== code) redirect(address)
  const { saved, full } = await searchParams
  const late = { whole: full !== undefined, wholeHref: `${address}?full` }
  return (
    <>
      <SegmentHeader segment={segment} mayEdit={mayEdit} mayCreate={mayCreate} pinned={pinned} />
      {saved === undefined ? null : (
        <div role="status" className="print-hidden mb-4">
          <Callout tone="success" title="Saved." />
        </div>
      )}
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <div className="grid gap-4">
          <SegmentFacts segment={segment} now={ctx.now()} format={ctx.user} />
          <SegmentParameters parameters={segment.parameters} />
          <Card label="Products that use it">
            <CardHeader title="Products that use it" />
            <CardBody flush>
              <SoonBlock
                name="the products that use it"
                rows={3}
                {...late}
                load={() => loadSegmentUses(ctx, segment)}
              >
                {(uses) => <SegmentUses uses={uses} format={ctx.user} />}
              </SoonBlock>
            </CardBody>
          </Card>
        </div>
        <div className="grid gap-4">
          <SegmentChildren rows={children} />
          {mayMove ? (
            <Card label="Move" className="print-hidden">
              <CardHeader title="Move" />
              <CardBody>
                <MoveForm segment={segment} places={places} />
              </CardBody>
            </Card>
          ) : null}
          <Card label="History" className="print-hidden">
            <CardHeader title="History" />
            <CardBody flush>
              <SoonBlock name="the history" rows={4} {...late} load={() => loadSegmentHistory(ctx, segment)}>
                {(events) => <SegmentHistory events={events} now={ctx.now()} format={ctx.user} />}
              </SoonBlock>
            </CardBody>
          </Card>
        </div>
      </div>
    </>
  )
}
