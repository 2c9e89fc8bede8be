/** Names as people see them, and the words of them that stand in the portal's own addresses. */

const DESCRIBES = /^Available fields and relations for (.+)$/s

/** The raw name `Space/Database` out of a type's description, where it tells one. */
export function rawNameIn(description: string): string | null {
  return DESCRIBES.exec(description.trim())?.[1]?.trim() ?? null
}

/** The part of a raw name behind its space. A database's name may hold a slash itself. */
export function localName(rawName: string, space?: string): string {
  if (space !== undefined && rawName.startsWith(`${space}/`)) return rawName.slice(space.length + 1)
  const slash = rawName.indexOf('/')
  return slash < 0 ? rawName : rawName.slice(slash + 1)
}

/** The space of a raw name, or null where there is none. */
export function spaceOf(rawName: string): string | null {
  const slash = rawName.indexOf('/')
  return slash < 1 ? null : rawName.slice(0, slash)
}

/**
 * As people see it. Old names are lower-case kebab (`user-story`), and `~` stands for a blank; everything else is
 * somebody's own spelling and stays.
 */
export function displayName(name: string): string {
  const spaced = name.replaceAll('~', ' ')
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(spaced)) return spaced
  return spaced
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

/** Whether a field's name is one of GraphQL, not the raw one that stands in where GraphQL told none. */
export function isApiName(name: string): boolean {
  return /^[_A-Za-z][_0-9A-Za-z]*$/.test(name)
}

/** Words that the portal's own paths below /kb use. */
const TAKEN = new Set(['changes', 'search', 'new'])

/**
 * The word for a name in an address: lower-case letters, digits and hyphens. A name without any gets `fallback`; one that
 * the portal uses itself, or that is given out already, gets a suffix.
 */
export function slugFor(name: string, given: ReadonlySet<string>, fallback: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80)
    .replace(/-+$/, '')
  const stem = plain === '' ? fallback : plain
  if (!TAKEN.has(stem) && !given.has(stem)) return stem
  for (let suffix = 2; ; suffix += 1) {
    const slug = `${stem}-${suffix}`
    if (!given.has(slug)) return slug
  }
}
