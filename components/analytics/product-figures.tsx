import { Suspense } from 'react'
import { CardsBoundary } from '@/components/layout/block-boundary'
import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { SkeletonRows } from '@/components/ui/skeleton'
import { AsOf } from '@/components/ui/time'
import { formatFigure } from '@/lib/analytics/presentation'
import {
  needsOrder,
  PRODUCT_MONTHS,
  PRODUCT_STANDING,
  type ProductMonth,
  type ProductStanding,
} from '@/lib/analytics/product-figures'
import { type Format, formatNumber } from '@/lib/platform/format'
import { Sparkline } from './sparkline'

type Props = {
  code: string
  months: readonly ProductMonth[]
  standing: ProductStanding | null
  asOf: Date
  engine: string
  format: Format
}

/** What the warehouse says of a product: how it sells over time, its place in its group, its stock. */
function ProductFigures({ code, months, standing, asOf, engine, format }: Props) {
  const asked = `?product=${encodeURIComponent(code)}`
  return (
    <Card label="Figures">
      <CardHeader
        title="Figures"
        meta={<AsOf at={asOf} source={engine} format={format} />}
        actions={
          <a className="text-link text-sm" href={`/analytics/${PRODUCT_MONTHS}${asked}`}>
            By month
          </a>
        }
      />
      <CardBody className="grid gap-4">
        {months.length === 0 ? null : (
          <div className="grid gap-4 sm:grid-cols-2">
            <Course months={months} of="revenue" format={format} />
            <Course months={months} of="quantity" format={format} />
          </div>
        )}
        {standing === null ? null : (
          <Standing standing={standing} href={`/analytics/${PRODUCT_STANDING}${asked}`} format={format} />
        )}
      </CardBody>
    </Card>
  )
}

type BlockProps = Pick<Props, 'code' | 'format'> & {
  /** Null: this reader may ask nothing, and no place is kept. Of null: there is nothing to show. */
  figures: Promise<Shown | null> | null
}

type Shown = Omit<Props, 'code' | 'format'>

async function Awaited({
  figures,
  ...shown
}: Omit<BlockProps, 'figures'> & { figures: Promise<Shown | null> }) {
  const found = await figures
  return found === null ? null : <ProductFigures {...shown} {...found} />
}

/** Where the figures come when they come: a slow engine, or none, holds up nothing of the card. */
export function FiguresBlock({ figures, ...shown }: BlockProps) {
  if (figures === null) return null
  return (
    <div className="print-hidden">
      <CardsBoundary title="The figures cannot be shown">
        <Suspense
          fallback={
            <div className="needs-script">
              <Card label="Figures">
                <CardHeader title="Figures" />
                <SkeletonRows rows={5} label="the figures" />
              </Card>
            </div>
          }
        >
          <Awaited figures={figures} {...shown} />
        </Suspense>
      </CardsBoundary>
    </div>
  )
}

const COURSES = {
  revenue: { label: 'Revenue', decimals: 2, colour: 1 },
  quantity: { label: 'Units', decimals: 0, colour: 4 },
} as const

type CourseProps = { months: readonly ProductMonth[]; of: keyof typeof COURSES; format: Format }

function Course({ months, of, format }: CourseProps) {
  const { label, decimals, colour } = COURSES[of]
  const show = new Intl.DateTimeFormat(format.locale, { year: 'numeric', month: 'short', timeZone: 'UTC' })
  const points = months.map((month) => ({
    value: Number(month[of]),
    words: `${show.format(Date.parse(`${month.month}T00:00:00Z`))}: ${formatFigure(month[of], decimals, format)}`,
  }))
  const last = points.at(-1)
  return (
    <div className="grid min-w-0 gap-1">
      <p className="flex flex-wrap justify-between gap-x-3 text-sm">
        <span className="font-medium">{label} by month</span>
        <span className="text-text-muted tabular-nums">{last?.words}</span>
      </p>
      <Sparkline
        points={points}
        colour={colour}
        label={`${label} by month, from ${points[0]?.words} to ${last?.words}. The figures stand behind “By month”.`}
      />
    </div>
  )
}

function Standing({ standing, href, format }: { standing: ProductStanding; href: string; format: Format }) {
  const show = (value: number | null) => (value === null ? '—' : formatNumber(value, format))
  const { place, products, productGroup, inStock, onOrder, reorderLevel } = standing
  return (
    <DescriptionList
      items={[
        {
          term: 'Place by revenue',
          value: (
            <a className="text-link" href={href}>
              {show(place)} of {show(products)} in {productGroup}
            </a>
          ),
        },
        {
          term: 'Stock',
          value: (
            <span className="inline-flex flex-wrap items-center gap-2 tabular-nums">
              {show(inStock)}, ordered again at {show(reorderLevel)}
              {(onOrder ?? 0) > 0 ? `, ${show(onOrder)} on order` : null}
              {needsOrder(standing) ? <Badge tone="warning">Order again</Badge> : null}
            </span>
          ),
        },
      ]}
    />
  )
}
