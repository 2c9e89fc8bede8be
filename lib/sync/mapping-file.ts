import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import type { Mapping, MappingFault } from './model'
import { mappingKey, mappingSchema } from './schema'

export type MappingFile = {
  /** `process-segments.yaml` */
  name: string
  text: string
}

/** A file of `mappings/` as a mapping, or everything that is wrong with it, each with its line and key. */
export function parseMappingFile({
  name,
  text,
}: MappingFile): { mapping: Mapping } | { faults: MappingFault[] } {
  const file = `mappings/${name}`
  const key = mappingKey.safeParse(name.replace(/\.yaml$/, ''))
  if (!key.success) {
    const reason = `the file’s name ${key.error.issues[0]?.message ?? 'will not do'}`
    return { faults: [{ file, line: 1, key: '', reason }] }
  }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map((fault) => ({
        file,
        line: lines.linePos(fault.pos[0]).line,
        key: '',
        reason: `is not YAML: ${fault.message}`,
      })),
    }
  }
  const parsed = mappingSchema.safeParse(document.toJS())
  if (parsed.success) return { mapping: toMapping(parsed.data, { key: key.data, file }) }
  const faults = parsed.error.issues.flatMap((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [null]
    return unknown.map((one) => {
      const path = one === null ? issue.path : [...issue.path, one]
      const line = lines.linePos(offsetOf(document.contents, path)).line
      return { file, line, key: path.map(String).join('.'), reason: reasonOf(issue, one !== null) }
    })
  })
  return { faults }
}

function toMapping(config: z.output<typeof mappingSchema>, place: Pick<Mapping, 'key' | 'file'>): Mapping {
  if (config.record === 'segment') return { ...config, ...place }
  const { from } = config
  return 'query' in from ? { ...config, ...place, from } : { ...config, ...place, from }
}

function reasonOf(issue: { code: string; message: string; input?: unknown }, isUnknown: boolean): string {
  if (isUnknown) return 'is not known here'
  return issue.code === 'invalid_type' && / undefined$/.test(issue.message) ? 'is missing' : issue.message
}

/** Where a path begins: its key where it stands, else the nearest that stands above it. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
  let node = root
  let offset = 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (pair === undefined) return offset
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(step)]
      if (isMap(item)) offset = item.range?.[0] ?? offset
      node = item
    } else {
      return offset
    }
  }
  return offset
}
