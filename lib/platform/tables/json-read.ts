import { type Cell, type OpenTable, TableFault, type TableLimits, type TableRow } from './model'
import { startTable } from './start-table'
import { findEncoding, readText } from './text-encoding'

const MAX_OBJECT = 1_000_000
const SHAPE =
  'A JSON file must hold one list of flat objects, all with the same fields: [{"code": "A-1", …}, …].'

/** Opens a JSON list of flat objects. The first one's fields are the columns; the row numbers count from 2, as below a header. */
export async function openJson(path: string, limits: TableLimits): Promise<OpenTable> {
  const text = readText(path, await findEncoding(path))
  return await startTable({ format: 'json', notes: ['Read as a JSON list.'] }, jsonRows(text, limits), limits)
}

async function* jsonRows(text: AsyncGenerator<string>, limits: TableLimits): AsyncGenerator<TableRow> {
  let fields: string[] | null = null
  let n = 1
  for await (const written of objectsOf(text)) {
    const object = parseObject(written, n)
    if (fields === null) {
      fields = Object.keys(object)
      if (fields.length > limits.columns)
        throw new TableFault(`The file has more than ${limits.columns} fields.`)
      yield { n: 1, cells: fields }
    }
    n += 1
    const known = new Set(fields)
    const unknown = Object.keys(object).find((field) => !known.has(field))
    if (unknown !== undefined) {
      throw new TableFault(
        `Object ${n - 1} has a field “${unknown.slice(0, 80)}” that the first one has not. ${SHAPE}`,
      )
    }
    yield { n, cells: fields.map((field) => toCell(object[field], n)) }
  }
}

function parseObject(written: string, n: number): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(written)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
  } catch (error) {
    throw new TableFault(`Object ${n} is no JSON. ${SHAPE}`, { cause: error })
  }
  throw new TableFault(SHAPE)
}

function toCell(value: unknown, n: number): Cell {
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  throw new TableFault(`Object ${n - 1} holds a list or an object in a field. ${SHAPE}`)
}

/** The text of each object of the list, one at a time, so that the file is never held whole. */
async function* objectsOf(text: AsyncGenerator<string>): AsyncGenerator<string> {
  let depth = 0
  let inString = false
  let escaped = false
  let held = ''
  let state: 'before' | 'within' | 'after' = 'before'
  for await (const piece of text) {
    let from = 0
    for (let at = 0; at < piece.length; at += 1) {
      const character = piece[at]
      if (inString) {
        if (escaped) escaped = false
        else if (character === '\\') escaped = true
        else if (character === '"') inString = false
      } else if (depth > 0) {
        if (character === '"') inString = true
        else if (character === '{') depth += 1
        else if (character === '}') depth -= 1
        if (depth === 0) {
          yield held + piece.slice(from, at + 1)
          held = ''
          from = at + 1
        }
      } else if (state === 'within' && character === '{') {
        depth = 1
        from = at
      } else state = nextState(state, character)
    }
    if (depth > 0) held += piece.slice(from)
    if (held.length > MAX_OBJECT) throw new TableFault(`An object of the list is too long. ${SHAPE}`)
  }
  if (state !== 'after') throw new TableFault(`The list does not end. ${SHAPE}`)
}

function nextState(state: 'before' | 'within' | 'after', character: string | undefined) {
  if (character === undefined || /\s/.test(character)) return state
  if (state === 'before' && character === '[') return 'within'
  if (state === 'within' && character === ']') return 'after'
  if (state === 'within' && character === ',') return state
  throw new TableFault(SHAPE)
}
