import type { ReactNode } from 'react'
import { ProductDashboards } from '@/components/dashboards/product-dashboards'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { ProductDashboard } from '@/lib/dashboards/model'
import type { LinkState } from '@/lib/links/model'
import type { Format } from '@/lib/platform/format'
import type { AttributeDefinition, Product, ProductFile, ProductMistake } from '@/lib/products/model'
import { isLockedWhole } from '@/lib/synced/model'
import { OpenMistakes } from './open-mistakes'
import { ProductAttributes, ProductFacts, ProductLinks } from './product-facts'
import { ProductFiles } from './product-files'
import { ReportMistake } from './report-mistake'

export type ProductCardProps = {
  product: Product
  /** What its group asks for, in order. */
  asked: readonly AttributeDefinition[]
  files: readonly ProductFile[]
  mistakes: readonly ProductMistake[]
  /** How its links do, by address. */
  linkStates: ReadonlyMap<string, LinkState>
  /** Those that tell of it. */
  dashboards: Promise<readonly ProductDashboard[]>
  mayEdit: boolean
  /** Why the last file was not taken, as the address says. */
  fileProblem: unknown
  now: Date
  format: Format
  /** Its latest changes, drawn by the page. */
  history: ReactNode
  /** More blocks of the card, after the facts. */
  children?: ReactNode
}

/** Everything that the portal knows of a product. On paper: what it is, without what can be done here. */
export function ProductCard(props: ProductCardProps) {
  const { product, asked, files, mistakes, mayEdit, fileProblem, now, format, history, children } = props
  const address = `/products/${encodeURIComponent(product.code)}`
  return (
    <div className="product-card grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid gap-4">
        <ProductFacts product={product} now={now} format={format} />
        <ProductAttributes attributes={product.attributes} asked={asked} format={format} />
        {children}
        <ProductDashboards dashboards={props.dashboards} now={now} format={format} />
        <ProductLinks links={product.links} states={props.linkStates} now={now} format={format} />
        <ProductFiles
          files={files}
          code={product.code}
          mayEdit={mayEdit && !isLockedWhole(product)}
          problem={fileProblem}
          format={format}
        />
      </div>
      <div className="print-hidden grid gap-4">
        <OpenMistakes mistakes={mistakes} code={product.code} now={now} format={format} />
        <Card label="History">
          <CardHeader
            title="History"
            actions={
              <a className="text-link text-sm" href={`${address}/history`}>
                All changes
              </a>
            }
          />
          <CardBody flush>{history}</CardBody>
        </Card>
        <ReportMistake code={product.code} ownerName={product.owner?.name ?? null} />
      </div>
    </div>
  )
}

/** What was just done, where there is something to say. */
export function SaidNotice({ said }: { said: string | null }) {
  if (said === null) return null
  return (
    <div role="status" className="print-hidden mb-4">
      <Callout tone="success" title={said} />
    </div>
  )
}
