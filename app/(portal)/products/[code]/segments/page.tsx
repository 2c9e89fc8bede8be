import type { Metadata } from 'next'
import { SegmentHistory } from '@/components/segments/segment-history'
import { StepsForm } from '@/components/segments/steps-form'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { loadStepHistory, loadStepsToEdit } from '@/lib/products/loaders/segments'

type Props = { params: Promise<{ code: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { product } = await loadStepsToEdit((await params).code)
  return { title: `Segments of ${product.name}` }
}

export default async function ProductSegmentsPage({ params }: Props) {
  const { ctx, product, steps, fingerprint, offered } = await loadStepsToEdit((await params).code)
  const events = await loadStepHistory(ctx, product.id)
  return (
    <>
      <PageHeader
        title={`Segments of ${product.name}`}
        description="A field that is left empty holds what the segment says. Steps stand in the order of their numbers."
        breadcrumbs={[
          { href: '/products', label: 'Products' },
          { href: `/products/${encodeURIComponent(product.code)}`, label: product.code },
          { label: 'Segments' },
        ]}
      />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <StepsForm
          code={product.code}
          steps={steps}
          fingerprint={fingerprint}
          offered={offered?.map(({ code, name }) => ({ code, name })) ?? null}
        />
        <Card label="History">
          <CardHeader title="History" />
          <CardBody flush>
            <SegmentHistory events={events} now={ctx.now()} format={ctx.user} />
          </CardBody>
        </Card>
      </div>
    </>
  )
}
