/** Names that the portal binds itself: which rows the reader may see (DESIGN §7). */
export const SCOPE_ALL = 'scope_all'
export const SCOPE_GROUPS = 'scope_groups'
export const SCOPE_NAMES: readonly string[] = [SCOPE_ALL, SCOPE_GROUPS]
