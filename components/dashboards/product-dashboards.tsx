import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { RelativeTime } from '@/components/ui/time'
import type { ProductDashboard } from '@/lib/dashboards/model'
import { filteredHref } from '@/lib/dashboards/native-filters'
import type { Format } from '@/lib/platform/format'

type Props = { dashboards: Promise<readonly ProductDashboard[]>; now: Date; format: Format }

/** The dashboards that tell of a product, each led to with the product chosen in it. */
export async function ProductDashboards({ dashboards: awaited, now, format }: Props) {
  const dashboards = await awaited
  if (dashboards.length === 0) return null
  return (
    <Card label="Dashboards">
      <CardHeader title="Dashboards" />
      <CardBody flush>
        <ul>
          {dashboards.map((dashboard) => (
            <li
              key={dashboard.slug}
              className="grid gap-0.5 border-b border-border px-4 py-2.5 last:border-b-0"
            >
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <a className="text-link font-medium" href={hrefOf(dashboard)}>
                  {dashboard.title}
                </a>
                <State dashboard={dashboard} now={now} format={format} />
              </p>
              {dashboard.description === '' ? null : (
                <p className="text-sm text-text-muted text-pretty">{dashboard.description}</p>
              )}
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

function hrefOf({ slug, filter, value }: ProductDashboard): string {
  if (filter !== null && value !== null) return filteredHref(slug, filter, value)
  return `/dashboards/${encodeURIComponent(slug)}`
}

function State({ dashboard, now, format }: { dashboard: ProductDashboard; now: Date; format: Format }) {
  const { filter, value, goneAt } = dashboard
  if (goneAt !== null) {
    return (
      <Badge tone="warning" icon="circle-x">
        Gone since <RelativeTime at={goneAt} now={now} format={format} />
      </Badge>
    )
  }
  if (filter === null || value === null) return <Badge>The whole of it</Badge>
  return (
    <Badge icon="filter">
      {filter.name}: {value}
    </Badge>
  )
}
