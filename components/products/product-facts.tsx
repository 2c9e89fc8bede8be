import { BrokenMark } from '@/components/links/link-state'
import { Quantity } from '@/components/segments/unit'
import { RecordSource } from '@/components/synced/record-source'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { FactsCard, LastChanged, NONE, TagList } from '@/components/ui/facts-card'
import { Icon } from '@/components/ui/icon'
import type { LinkState } from '@/lib/links/model'
import { type Format, formatMoney, formatNumber } from '@/lib/platform/format'
import { isDay, sortAttributes } from '@/lib/products/attributes'
import {
  type AttributeDefinition,
  changedWords,
  LINK_TYPE_LABELS,
  type Product,
  type ProductAttribute,
  STATUS_LABELS,
} from '@/lib/products/model'

/** What the portal keeps of a product. */
export function ProductFacts({ product, now, format }: { product: Product; now: Date; format: Format }) {
  const { group, owner, tags, description } = product
  return (
    <FactsCard
      description={description}
      items={[
        { term: 'Code', value: <span className="font-mono">{product.code}</span> },
        { term: 'Group', value: group === null ? NONE : <GroupLink {...group} /> },
        { term: 'Status', value: STATUS_LABELS[product.status] },
        { term: 'Owner', value: owner?.name ?? NONE },
        { term: 'Tags', value: <TagList tags={tags} /> },
        {
          term: 'Source',
          value: <RecordSource record={product} fields={fieldNames(product)} now={now} format={format} />,
        },
        {
          term: 'Last changed',
          value: <LastChanged at={product.updatedAt} version={product.version} now={now} format={format} />,
        },
      ]}
    />
  )
}

/** Its synced fields as people call them. */
function fieldNames({ syncedFields, attributes }: Product): string[] {
  const labels = new Map(attributes.map(({ key, label }) => [key, label]))
  return syncedFields.map((field) => changedWords([field.replace(/^links\./, '')], labels))
}

function GroupLink({ code, name }: { code: string; name: string }) {
  return (
    <a className="text-link" href={`/products?group=${encodeURIComponent(code)}`}>
      {name}
    </a>
  )
}

/** What the product's group says of it, in its order. */
export function ProductAttributes({
  attributes,
  asked,
  format,
}: {
  attributes: readonly ProductAttribute[]
  /** What the product's group asks for, in its order. */
  asked: readonly AttributeDefinition[]
  format: Format
}) {
  const sorted = sortAttributes(attributes, asked)
  const given = sorted.asked.flatMap(({ definition, value }) =>
    value === null ? [] : [{ ...value, label: definition.label }],
  )
  return (
    <Card label="Attributes">
      <CardHeader title="Attributes" />
      <CardBody>
        {attributes.length === 0 ? (
          <p className="text-text-muted">No attributes are kept for this product.</p>
        ) : null}
        {given.length === 0 ? null : <AttributeList attributes={given} format={format} />}
        {sorted.former.length === 0 ? null : (
          <div className="mt-3 first:mt-0">
            <p className="mb-2 text-sm text-text-muted">
              Kept from before; the group does not ask for these.
            </p>
            <AttributeList attributes={sorted.former} format={format} />
          </div>
        )}
      </CardBody>
    </Card>
  )
}

function AttributeList({ attributes, format }: { attributes: readonly ProductAttribute[]; format: Format }) {
  return (
    <DescriptionList
      items={attributes.map((attribute) => ({
        term: attribute.label,
        value: (
          <span className="tabular-nums">
            <AttributeValue attribute={attribute} format={format} />
          </span>
        ),
      }))}
    />
  )
}

/** A day as the reader's locale writes it; the day is the same in every zone. */
function formatDay(day: string, { locale }: Format): string {
  if (!isDay(day)) return day
  const at = new Date(`${day}T00:00:00Z`)
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at)
}

/** With as many decimals as were given. */
function numberText(value: number, format: Format): string {
  const decimals = /\.(\d+)$/.exec(String(value))?.[1]?.length ?? 0
  return formatNumber(value, format, decimals > 6 ? decimals : undefined)
}

const CURRENCY = /^[A-Z]{3}$/

function AttributeValue({ attribute, format }: { attribute: ProductAttribute; format: Format }) {
  const { type, value, unit } = attribute
  if (typeof value === 'boolean') return value ? 'Yes' : 'No'
  if (type === 'date' && typeof value === 'string') return formatDay(value, format)
  if (typeof value === 'string') return <Quantity value={value} unit={unit ?? null} />
  if (unit !== undefined && CURRENCY.test(unit)) return formatMoney(value, format, unit)
  return <Quantity value={numberText(value, format)} unit={unit ?? null} />
}

/** Where a link leads, whatever its words say; letters that look like others show in their coded form (`xn--…`). */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url
}

/** Where else this product is described. Nothing when nobody gave a link. */
export function ProductLinks({
  links,
  states,
  now,
  format,
}: {
  links: Product['links']
  /** How each does, by address. */
  states: ReadonlyMap<string, LinkState>
  now: Date
  format: Format
}) {
  if (links.length === 0) return null
  return (
    <Card label="Links">
      <CardHeader title="Links" />
      <CardBody>
        <ul className="grid gap-1">
          {links.map(({ type, label, url }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one address may stand here twice
            <li key={index} className="flex min-h-6 flex-wrap items-center gap-x-2 gap-y-0.5">
              <Icon name="external-link" size={14} className="text-text-muted" />
              <a className="text-link break-words" href={url} rel="noreferrer">
                {label}
              </a>
              <span className="text-sm text-text-muted">
                {LINK_TYPE_LABELS[type]}, {hostOf(url)}
              </span>
              <BrokenMark state={states.get(url)} now={now} format={format} />
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
