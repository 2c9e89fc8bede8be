import type { Condition, Right, RoleSource } from '@/lib/access/model'

/** Every right as people say it. */
const RIGHT_WORDS: Record<Right, string> = {
  'read:product': 'Read products',
  'edit:product': 'Edit products',
  'create:product': 'Add products',
  'read:productGroup': 'Read product groups',
  'edit:productGroup': 'Edit product groups',
  'read:segment': 'Read process segments',
  'edit:segment': 'Edit process segments',
  'read:knowledge': 'Read the knowledge base',
  'refresh:knowledge': 'Refresh the knowledge base',
  'read:query': 'Ask queries',
  'export:query': 'Export figures',
  'readSql:query': 'Read a query’s SQL',
  'ask:query': 'Ask in SQL of one’s own',
  'load:query': 'Load tables for analytics',
  'read:dashboard': 'Read dashboards',
  'publish:dashboard': 'Publish dashboards',
  'read:workflow': 'Read workflows and runs',
  'run:workflow': 'Start, retry and cancel workflows',
  'read:dataset': 'Read the catalog',
  'read:connection': 'Read connections',
  'check:connection': 'Check connections',
  'read:user': 'Read people',
  'edit:user': 'Disable people and end their sessions',
  'read:role': 'Read roles',
  'edit:role': 'Make and change roles',
  'grant:role': 'Give and take roles',
  'read:audit': 'Read the audit record',
  'export:audit': 'Export the audit record',
}

export function rightWords(right: Right): string {
  return RIGHT_WORDS[right]
}

/** What a condition leaves: `Product groups BEVERAGES, SEAFOOD`. */
export function conditionWords(condition: Condition | null | undefined): string {
  if (condition === null || condition === undefined) return 'Every record'
  if (condition.kind === 'own') return 'Records they own'
  const noun = condition.kind === 'productGroup' ? 'Product group' : 'Tag'
  return `${noun}${condition.in.length === 1 ? '' : 's'} ${condition.in.join(', ')}`
}

export function sourceWords(source: RoleSource): string {
  return source.kind === 'direct' ? 'Given here' : `By group ${source.identityGroup}`
}

/** A browser and its system, as far as its own words tell. */
export function browserWords(userAgent: string | null): string {
  if (userAgent === null) return 'Unknown browser'
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\//.exec(userAgent)?.[1]
  const system = /(Windows|Mac OS X|Android|iPhone|iPad|Linux)/.exec(userAgent)?.[1]
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' }
  const words = [browser, system].flatMap((name) => (name === undefined ? [] : [names[name] ?? name]))
  return words.length === 0 ? 'Another program' : words.join(' on ')
}

/** What a role is called, or its key. Keys come from addresses and old grants too: `constructor` is no name. */
export function roleName(roleNames: Record<string, string>, key: string): string {
  return Object.hasOwn(roleNames, key) ? (roleNames[key] ?? key) : key
}
