/** Names that the portal binds itself: which rows the reader may see (DESIGN §7). */
export const SCOPE_ALL = 'scope_all'
export const SCOPE_GROUPS = 'scope_groups'
export const SCOPE_NAMES: readonly string[] = [SCOPE_ALL, SCOPE_GROUPS]

/** Text, quoted names, comments and dollar-quoted text, in which a `$name` is no parameter; then a parameter. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$|\$([A-Za-z_]\w*)/g

/** The parameters that a statement names, each once, in the order met. */
export function namedParameters(sql: string): string[] {
  const names = new Set<string>()
  for (const match of sql.matchAll(TOKENS)) if (match[2] !== undefined) names.add(match[2])
  return [...names]
}
