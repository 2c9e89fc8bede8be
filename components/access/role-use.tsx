import { DescriptionList } from '@/components/ui/description-list'
import type { GroupMapping } from '@/lib/access/model'
import { formatNumber } from '@/lib/platform/format'
import { conditionWords, roleName } from './words'

/** Who and what holds to a role. */
export function RoleUse({
  role,
  roleNames,
  mayReadPeople,
  locale,
}: {
  role: {
    key: string
    includes: readonly string[]
    use: { people: number; includedBy: readonly string[] }
    mappings: readonly GroupMapping[]
  }
  roleNames: Record<string, string>
  mayReadPeople: boolean
  locale: string
}) {
  const names = (keys: readonly string[]) => keys.map((key) => roleName(roleNames, key)).join(', ') || 'None'
  const people = formatNumber(role.use.people, { locale })
  return (
    <DescriptionList
      items={[
        { term: 'Key', value: <code>{role.key}</code> },
        { term: 'Includes', value: names(role.includes) },
        { term: 'Included by', value: names(role.use.includedBy) },
        {
          term: 'Given directly to',
          value: mayReadPeople ? (
            <a className="text-link" href={`/admin/users?role=${role.key}`}>
              {people} {role.use.people === 1 ? 'person' : 'people'}
            </a>
          ) : (
            people
          ),
        },
        {
          term: 'By group',
          value:
            role.mappings
              .map(({ identityGroup, condition }) =>
                condition === null ? identityGroup : `${identityGroup} (${conditionWords(condition)})`,
              )
              .join(', ') || 'None',
        },
      ]}
    />
  )
}
