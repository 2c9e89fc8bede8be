import { DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/time'
import type { Person } from '@/lib/access/model'
import type { Format } from '@/lib/platform/format'

/** Who somebody is, by the identity provider's word. */
export function PersonFacts({ person, now, format }: { person: Person; now: Date; format: Format }) {
  const when = (at: Date | null) =>
    at === null ? 'Never' : <RelativeTime at={at} now={now} format={format} />
  return (
    <DescriptionList
      items={[
        { term: 'E-mail', value: person.email ?? 'None told' },
        { term: 'Issuer', value: <code className="text-sm">{person.issuer}</code> },
        { term: 'Subject', value: <code className="text-sm">{person.subject}</code> },
        { term: 'Groups', value: person.identityGroups.join(', ') || 'None' },
        { term: 'Groups read', value: when(person.groupsReadAt) },
        { term: 'First seen', value: when(person.createdAt) },
        { term: 'Last seen', value: when(person.lastSeenAt) },
        ...(person.disabledAt === null ? [] : [{ term: 'Disabled', value: when(person.disabledAt) }]),
      ]}
    />
  )
}
