import sax, { type QualifiedTag, type Tag } from 'sax'
import { TableFault } from './model'

const MAX_DEPTH = 64
const MAX_ATTRIBUTES = 200
/** Seven times what a cell may hold: each character may be written as an escape of seven. */
const MAX_TEXT = 300_000

export type XmlHandlers = {
  /** Names without their prefix, as the parts of a workbook have them in any. */
  open?: (name: string, attributes: Readonly<Record<string, string>>) => void
  close?: (name: string) => void
  text?: (text: string) => void
}

const BAD = 'A part of the workbook is no XML that a spreadsheet would write. Save it anew and send that.'

/**
 * Goes through a part as it comes; `yield`s after each piece, so that what the handlers gathered can be passed on. A
 * document type (and with it every entity of one's own, inside or outside) is refused, and nesting, attributes and text
 * are bounded.
 */
export async function* parseXml(bytes: AsyncGenerator<Buffer>, handlers: XmlHandlers): AsyncGenerator<void> {
  // It bounds its buffers only while it keeps count of its position.
  const parser = sax.parser(true, { trim: false, normalize: false, position: true })
  let depth = 0
  let attributes = 0
  parser.onerror = (error) => {
    throw new TableFault(BAD, { cause: error })
  }
  parser.ondoctype = () => {
    throw new TableFault(
      'The workbook defines a document type of its own, which no spreadsheet does. It is not read.',
    )
  }
  parser.onattribute = () => {
    attributes += 1
    if (attributes > MAX_ATTRIBUTES) throw new TableFault(BAD)
  }
  parser.onopentag = (tag: Tag | QualifiedTag) => {
    depth += 1
    attributes = 0
    if (depth > MAX_DEPTH) throw new TableFault(BAD)
    handlers.open?.(localName(tag.name), tag.attributes as Record<string, string>)
  }
  parser.onclosetag = (name) => {
    depth -= 1
    handlers.close?.(localName(name))
  }
  parser.ontext = (text) => handlers.text?.(text)
  parser.oncdata = (text) => handlers.text?.(text)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of bytes) {
      parser.write(decoder.decode(chunk, { stream: true }))
      yield
    }
    parser.write(decoder.decode()).close()
    yield
  } catch (error) {
    if (error instanceof TableFault || !(error instanceof TypeError)) throw error
    throw new TableFault(BAD, { cause: error })
  }
}

/** The same for a small part, to its end. */
export async function readXml(bytes: AsyncGenerator<Buffer>, handlers: XmlHandlers): Promise<void> {
  for await (const _ of parseXml(bytes, handlers));
}

function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}

/** Gathers text, and no more of it than a cell may have. */
export function createTextBuffer(): { add: (text: string) => void; take: () => string } {
  let held = ''
  return {
    add: (text) => {
      held += text
      if (held.length > MAX_TEXT)
        throw new TableFault('A cell of the workbook holds more text than a cell may.')
    },
    take: () => {
      const text = held
      held = ''
      return text
    },
  }
}

/** `_x000D_` stands for a character that XML cannot hold, `_x005F_` for an underscore that would begin such a thing. */
export function fromXstring(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
