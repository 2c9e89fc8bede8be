import { Callout } from '@/components/ui/callout'
import { RelativeTime } from '@/components/ui/time'
import { dashboardFailureWords } from '@/lib/dashboards/failure-words'
import type { Registry } from '@/lib/dashboards/model'
import type { Format } from '@/lib/platform/format'

type Props = { registry: Registry; format: Format; now: Date }

/** What is to be known of the list before it is read: why it is old, of which version, and which files do not hold. */
export function RegistryNotes({ registry, format, now }: Props) {
  const { reading, versionWarning, faults, address } = registry
  const failure = address === null ? null : (reading?.failure ?? null)
  return (
    <>
      {failure === null ? null : (
        <Callout tone="danger" title={dashboardFailureWords(failure.code)}>
          The last attempt failed <RelativeTime at={failure.at} now={now} format={format} />
          {failure.detail === '' ? '.' : `: ${failure.detail}.`} What is shown is what was known before.
        </Callout>
      )}
      {versionWarning === null ? null : <Callout tone="warning" title={versionWarning} />}
      {faults.length === 0 ? null : (
        <Callout tone="warning" title="Files of dashboards/ do not hold, and are not published.">
          <ul className="list-disc pl-4 break-words">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </Callout>
      )}
    </>
  )
}
