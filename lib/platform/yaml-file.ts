import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

/** What is wrong with a file that people keep as code: where, and why. */
export type FileFault = {
  /** `mappings/segments.yaml`, from the root of the repository. */
  file: string
  line: number
  /** `fields.code`; empty for the file as a whole. */
  key: string
  reason: string
}

/** A file as it stands; `name` within its folder. */
export type NamedText = { name: string; text: string }

/** The YAML files of a folder, by name; none where there is no such folder. */
export async function readYamlFiles(folder: string): Promise<NamedText[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const files = names.filter((name) => name.endsWith('.yaml')).sort()
  return await Promise.all(
    files.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
  )
}

/** `mappings/a.yaml, line 7: fields.code: is missing` */
export function fileFaultWords({ file, line, key, reason }: FileFault): string {
  return `${file}, line ${line}: ${key === '' ? '' : `${key}: `}${reason}`
}

/** The line of what stands under a path of keys, for what only a look elsewhere finds wrong. */
export type LineOf = (path: readonly PropertyKey[]) => number

/** A YAML file as what its schema makes of it, or everything that is wrong with it, each with its line and key. */
export function parseYamlFile<Schema extends z.ZodType>(
  { file, text }: { file: string; text: string },
  schema: Schema,
): { data: z.output<Schema>; lineOf: LineOf } | { faults: FileFault[] } {
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
  const lineOf: LineOf = (path) => lines.linePos(offsetOf(document.contents, path)).line
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { data: parsed.data, lineOf }
  const faults = parsed.error.issues.flatMap((issue) => {
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys : [null]
    return unknown.map((one) => {
      const path = one === null ? issue.path : [...issue.path, one]
      return {
        file,
        line: lineOf(path),
        key: path.map(String).join('.'),
        reason: reasonOf(issue, one !== null),
      }
    })
  })
  return { faults }
}

type Issue = { code: string; message: string; issues?: readonly { message: string }[] }

function reasonOf(issue: Issue, isUnknown: boolean): string {
  if (isUnknown) return 'is not known here'
  if (issue.code === 'invalid_key') return issue.issues?.[0]?.message ?? issue.message
  return issue.code === 'invalid_type' && / undefined$/.test(issue.message) ? 'is missing' : issue.message
}

/** Where a path begins: its key where it stands, else the nearest that stands above it. */
export function offsetOf(root: unknown, path: readonly PropertyKey[]): number {
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
