/** Addresses in a workspace. Where a shape was read and what is not certain: docs/connectors/fibery.md. */

/** Blanks become `_`, the rest is percent-encoded; nothing in a name can leave its segment. */
export function pathSegment(name: string): string {
  const segment = encodeURIComponent(name.toWellFormed().replaceAll(' ', '_'))
  // `.` and `..` are steps of a path however they are encoded: such a name has no address.
  return /^\.{1,2}$/.test(segment) ? '' : segment
}

function at(baseUrl: string, path: string): string {
  return new URL(path, `${baseUrl.replace(/\/+$/, '')}/`).toString()
}

/** The workspace's home page. */
export function workspaceUrl(baseUrl: string): string {
  return at(baseUrl, './')
}

/** A space's home page. */
export function spaceUrl(baseUrl: string, space: string): string {
  return at(baseUrl, `fibery/space/${pathSegment(space)}`)
}

/** A space's GraphQL address; opened in a browser that is signed in to Fibery, the same address is its explorer. */
export function spaceApiUrl(baseUrl: string, space: string): string {
  return at(baseUrl, `api/graphql/space/${pathSegment(space)}`)
}

/** A database's page. */
export function databaseUrl(baseUrl: string, space: string, database: string): string {
  return at(baseUrl, `fibery/space/${pathSegment(space)}/database/${pathSegment(database)}`)
}

/** An entity's page: its number is what leads there, a title in the address would be for people alone. */
export function entityUrl(baseUrl: string, space: string, database: string, publicId: string): string {
  return at(baseUrl, `${pathSegment(space)}/${pathSegment(database)}/${pathSegment(publicId)}`)
}

/** The workspace's schema in one reply. */
export function catalogUrl(baseUrl: string): string {
  return at(baseUrl, 'api/schema?with-description=true&with-soft-deleted=false')
}

/** Commands; only the one that counts is sent there. */
export function commandsUrl(baseUrl: string): string {
  return at(baseUrl, 'api/commands')
}
