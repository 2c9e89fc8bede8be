import { Callout } from '@/components/ui/callout'
import { EmptyState } from '@/components/ui/states'
import type { MappingFault } from '@/lib/sync/model'

/** Files of `mappings/` that do not hold: each fault with its line and key. */
export function FileFaults({ faults }: { faults: readonly MappingFault[] }) {
  if (faults.length === 0) return null
  return (
    <Callout tone="danger" title="Nothing is synced by itself until these files are mended.">
      <ul>
        {faults.map(({ file, line, key, reason }) => (
          <li key={`${file} ${line} ${key} ${reason}`}>
            <code>
              {file}, line {line}
            </code>
            {key === '' ? null : (
              <>
                , <code>{key}</code>
              </>
            )}
            : {reason}
          </li>
        ))}
      </ul>
    </Callout>
  )
}

/** No mapping is there, or no workspace that one could read. */
export function NoMappings({ configured }: { configured: boolean }) {
  return (
    <EmptyState icon="refresh-cw" title="No record comes from elsewhere">
      <p>
        A mapping is a file in <code>mappings/</code> that names a database of Fibery or a query of the
        warehouse and, field by field, what of a process segment or a product it tells. docs/sync.md has one
        to copy.
        {configured
          ? null
          : ' For Fibery a workspace must be connected first: set FIBERY_URL and FIBERY_TOKEN.'}
      </p>
    </EmptyState>
  )
}
