import { Callout } from '@/components/ui/callout'
import type { CatalogueFault } from '@/lib/analytics/model'

/** Files of `analytics/` that are no query, for those who can put them right. */
export function CatalogueFaults({ faults }: { faults: readonly CatalogueFault[] }) {
  if (faults.length === 0) return null
  return (
    <div className="mb-4">
      <Callout
        tone="warning"
        title={faults.length === 1 ? 'One file is left out' : `${faults.length} files are left out`}
      >
        <ul className="grid gap-1">
          {faults.map(({ file, line, reason }) => (
            <li key={file}>
              <code>
                {file}:{line}
              </code>{' '}
              {reason}
            </li>
          ))}
        </ul>
      </Callout>
    </div>
  )
}
