import { Callout } from '@/components/ui/callout'
import { changedWords, type Product } from '@/lib/products/model'
import { isLockedWhole, sourceName } from '@/lib/synced/model'

/** Of a product that comes from elsewhere in part: what restoring a version leaves as it is. Nothing for the portal's own. */
export function StaysThere({ product }: { product: Product }) {
  const { source, syncedFields, attributes } = product
  if (source === 'portal' || isLockedWhole(product)) return null
  const labels = new Map(attributes.map(({ key, label }) => [key, label]))
  const words = syncedFields.map((field) => changedWords([field.replace(/^links\./, '')], labels)).join(', ')
  const name = sourceName(source)
  return (
    <div className="print-hidden mb-4">
      <Callout tone="neutral" title={`What comes from ${name} stays as it is now: ${words}.`}>
        <p>Restoring this version brings back the rest of it. Change in {name} what comes from there.</p>
      </Callout>
    </div>
  )
}
