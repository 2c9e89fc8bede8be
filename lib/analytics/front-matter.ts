import { LineCounter, parseDocument } from 'yaml'
import { offsetOf } from '@/lib/platform/yaml-file'
import { type FrontMatter, frontMatterSchema } from './schema'

/** What is wrong with a file, and on which of its lines. */
export class FrontMatterError extends Error {
  readonly line: number

  constructor(line: number, reason: string) {
    super(reason)
    this.name = 'FrontMatterError'
    this.line = line
  }
}

export type ParsedFile = { frontMatter: FrontMatter; sql: string; sqlLine: number; lineOf: LineOf }

/** The line, in the file, of what stands at a path of the front matter. */
export type LineOf = (path: readonly PropertyKey[]) => number

const OPENING = /^\uFEFF?\s*\/\*---[ \t]*\r?\n/
const CLOSING = /^---\*\/[ \t]*$/m

/**
 * Reads a file of `analytics/`: YAML in a leading comment (from a slash, a star and three dashes to the same turned
 * round), then one statement, so that the whole file is SQL for any tool.
 * @throws FrontMatterError
 */
export function parseQueryFile(text: string): ParsedFile {
  const opening = OPENING.exec(text)
  if (opening === null) throw new FrontMatterError(1, 'does not begin with front matter: /*--- … ---*/')
  const skipped = countLines(opening[0])
  const rest = text.slice(opening[0].length)
  const closing = CLOSING.exec(rest)
  if (closing === null) throw new FrontMatterError(1, 'the front matter has no end: a line of ---*/')
  const yaml = rest.slice(0, closing.index)
  const early = yaml.indexOf('*/')
  if (early >= 0) {
    throw new FrontMatterError(skipped + 1 + countLines(yaml.slice(0, early)), 'front matter cannot hold */')
  }
  const after = rest.slice(closing.index + closing[0].length)
  const sql = after.trim().replace(/;\s*$/, '')
  const { frontMatter, lineOf } = parseFrontMatter(yaml, skipped)
  const blank = sql === '' ? 0 : after.length - after.trimStart().length
  const before = text.slice(0, text.length - after.length + blank)
  return { frontMatter, sql, sqlLine: countLines(before) + 1, lineOf }
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}

/** `skipped` lines of the file stand before the YAML. */
function parseFrontMatter(yaml: string, skipped: number): { frontMatter: FrontMatter; lineOf: LineOf } {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, prettyErrors: false, version: '1.2' })
  const lineAt = (offset: number) => skipped + lines.linePos(offset).line
  const [fault] = document.errors
  if (fault !== undefined) throw new FrontMatterError(lineAt(fault.pos[0]), `is not YAML: ${fault.message}`)
  const lineOf: LineOf = (path) => lineAt(offsetOf(document.contents, path))
  const parsed = frontMatterSchema.safeParse(document.toJS())
  if (parsed.success) return { frontMatter: parsed.data, lineOf }
  const [issue] = parsed.error.issues
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown]
  const where = path.map(String).join('.') || 'front matter'
  const reason = unknown.length > 0 ? 'is not known here' : (issue?.message ?? 'is not valid')
  throw new FrontMatterError(lineOf(path), `${where}: ${reason}`)
}
