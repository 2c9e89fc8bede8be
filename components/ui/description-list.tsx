import type { ReactNode } from 'react'

/** Facts: the name on the left, the value on the right; one below the other on a phone. */
export function DescriptionList({ items }: { items: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-0.5 sm:gap-y-2 sm:grid-cols-[minmax(120px,max-content)_1fr]">
      {items.map(({ term, value }) => (
        <div key={term} className="contents">
          <dt className="text-text-muted max-sm:mt-2">{term}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
