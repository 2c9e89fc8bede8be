const PART = /(?:"((?:[^"]|"")+)"|([^".\s][^".]*))(\.|$)/y

/** The parts of a path such as `Sales."North.wind".orders`; null for what is none. */
export function parseDottedPath(text: string): string[] | null {
  const parts: string[] = []
  PART.lastIndex = 0
  for (;;) {
    const [, quoted, bare = '', end] = PART.exec(text) ?? []
    if (end === undefined) return null
    parts.push(quoted === undefined ? bare.trim() : quoted.replaceAll('""', '"'))
    if (end === '') return parts
  }
}
