import { Badge } from '@/components/ui/badge'
import type { GivenRole } from '@/lib/access/model'
import { conditionWords, roleName, sourceWords } from './words'

/** Somebody's roles in a line: the name, and in words where each comes from and what it is held to. */
export function RoleBadges({
  given,
  roleNames,
}: {
  given: readonly GivenRole[]
  roleNames: Record<string, string>
}) {
  if (given.length === 0) return <span className="text-text-muted">No role</span>
  return (
    <ul className="flex flex-wrap gap-1.5">
      {given.map((one) => (
        <li key={`${one.roleKey}|${JSON.stringify(one.condition)}|${JSON.stringify(one.source)}`}>
          <Badge tone="accent">{roleName(roleNames, one.roleKey)}</Badge>{' '}
          <span className="text-sm text-text-muted">
            {sourceWords(one.source)}
            {one.condition === null ? '' : `; ${conditionWords(one.condition)}`}
          </span>
        </li>
      ))}
    </ul>
  )
}
