import { Badge } from '@/components/ui/badge'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { Icon } from '@/components/ui/icon'
import { AsOf, RelativeTime } from '@/components/ui/time'
import { type Format, formatMoney, formatNumber } from '@/lib/platform/format'
import { type Product, type ProductAttribute, STATUS_LABELS } from '@/lib/products/model'

const NONE = <span className="text-text-muted">None</span>

/** What the portal keeps of a product. */
export function ProductFacts({ product, now, format }: { product: Product; now: Date; format: Format }) {
  const { group, owner, tags, description } = product
  return (
    <Card label="Facts">
      <CardHeader title="Facts" />
      <CardBody className="grid gap-4">
        {description === '' ? null : <p className="max-w-[72ch] whitespace-pre-line">{description}</p>}
        <DescriptionList
          items={[
            { term: 'Code', value: <span className="font-mono">{product.code}</span> },
            { term: 'Group', value: group === null ? NONE : <GroupLink {...group} /> },
            { term: 'Status', value: STATUS_LABELS[product.status] },
            { term: 'Owner', value: owner?.name ?? NONE },
            { term: 'Tags', value: tags.length === 0 ? NONE : <Tags tags={tags} /> },
            {
              term: 'Source',
              value:
                product.source === 'portal' ? (
                  'Kept in the portal'
                ) : (
                  <AsOf at={product.asOf} source={product.source} format={format} now={now} />
                ),
            },
            {
              term: 'Last changed',
              value: (
                <>
                  <RelativeTime at={product.updatedAt} now={now} format={format} />, version{' '}
                  {formatNumber(product.version, format)}
                </>
              ),
            },
          ]}
        />
      </CardBody>
    </Card>
  )
}

function GroupLink({ code, name }: { code: string; name: string }) {
  return (
    <a className="text-link" href={`/products?group=${encodeURIComponent(code)}`}>
      {name}
    </a>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1">
      {tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </span>
  )
}

/** What the product's group says of it, in its order. */
export function ProductAttributes({
  attributes,
  format,
}: {
  attributes: readonly ProductAttribute[]
  format: Format
}) {
  return (
    <Card label="Attributes">
      <CardHeader title="Attributes" />
      <CardBody>
        {attributes.length === 0 ? (
          <p className="text-text-muted">No attributes are kept for this product.</p>
        ) : (
          <DescriptionList
            items={attributes.map((attribute) => ({
              term: attribute.label,
              value: <span className="tabular-nums">{attributeText(attribute, format)}</span>,
            }))}
          />
        )}
      </CardBody>
    </Card>
  )
}

const CURRENCY = /^[A-Z]{3}$/

function attributeText({ value, unit }: ProductAttribute, format: Format): string {
  if (typeof value === 'string') return unit === undefined ? value : `${value} ${unit}`
  if (unit === undefined) return formatNumber(value, format)
  return CURRENCY.test(unit) ? formatMoney(value, format, unit) : `${formatNumber(value, format)} ${unit}`
}

/** Where else this product is described. Nothing when nobody gave a link. */
export function ProductLinks({ links }: { links: Product['links'] }) {
  if (links.length === 0) return null
  return (
    <Card label="Links">
      <CardHeader title="Links" />
      <CardBody>
        <ul className="grid gap-1">
          {links.map(({ label, url }) => (
            <li key={url} className="flex min-h-6 items-center gap-2">
              <Icon name="external-link" size={14} className="text-text-muted" />
              <a className="text-link break-words" href={url} rel="noreferrer">
                {label}
              </a>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
