import { FILE_LIMITS } from './model'

/** What a product takes besides pictures, by what the content says and how its name must end. */
const FILE_TYPES: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/vnd.oasis.opendocument.text': ['odt'],
  'application/vnd.oasis.opendocument.spreadsheet': ['ods'],
  'application/vnd.oasis.opendocument.presentation': ['odp'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
}

/** A map: a name may end in `.constructor`. */
const TEXT_ENDINGS: ReadonlyMap<string, string> = new Map([
  ['txt', 'text/plain'],
  ['csv', 'text/csv'],
  ['md', 'text/plain'],
])

/** Why a file was not taken: words by code, since a form without script learns of it through an address. */
export const FILE_PROBLEMS = {
  missing: 'Choose a file first.',
  large: `A file has at most ${FILE_LIMITS.bytes / 1024 / 1024} MB. Nothing was added.`,
  empty: 'This file is empty.',
  type: 'Pictures (JPEG, PNG, WebP), PDF, office documents and plain text are taken; what is inside decides, not the name.',
  picture: 'This picture cannot be read, or has more than 50 million pixels.',
  many: `A product has at most ${FILE_LIMITS.files} files. Remove one first.`,
  synced: 'This product is kept elsewhere: change it there.',
  failed: 'The file could not be added. Try again in a moment.',
} as const

export type FileProblem = keyof typeof FILE_PROBLEMS

export function isFileProblem(code: unknown): code is FileProblem {
  return typeof code === 'string' && Object.hasOwn(FILE_PROBLEMS, code)
}

/**
 * The media type of a file's content, or null for one that is not taken. `sniffed`: what its first bytes say; undefined for
 * text, whose name then decides which text it is.
 */
export function acceptedType(sniffed: string | undefined, name: string, bytes: Uint8Array): string | null {
  if (sniffed !== undefined) return Object.hasOwn(FILE_TYPES, sniffed) ? sniffed : null
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''
  const text = TEXT_ENDINGS.get(ending)
  return text !== undefined && isText(bytes) ? text : null
}

function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    return !/[\u0000-\u0008\u000e-\u001f]/.test(text)
  } catch {
    return false
  }
}

/** A name without folders, line ends and what turns text around; ending as its content does. */
export function safeName(name: string, type: string): string {
  const base = name
    .replace(/^.*[/\\]/, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is taken away
    .replace(/[\u0000-\u001f\u007f"<>|:*?\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()
  const endings = FILE_TYPES[type] ?? [...TEXT_ENDINGS.keys()].filter((one) => TEXT_ENDINGS.get(one) === type)
  const [, stem = base, ending = ''] = /^(.+)\.([A-Za-z0-9]{1,8})$/.exec(base) ?? []
  const right = endings.includes(ending.toLowerCase()) ? ending.toLowerCase() : (endings[0] ?? 'bin')
  const kept = endings.includes(ending.toLowerCase()) ? stem : base.replace(/\.$/, '')
  // Half a sign at the end of what is cut could be neither kept nor sent.
  return `${(kept || 'file')
    .slice(0, FILE_LIMITS.name)
    .toWellFormed()
    .replace(/\uFFFD$/, '')}.${right}`
}

/** For `Content-Disposition` (RFC 6266): ASCII for old readers, UTF-8 for the others. */
export function dispositionOf(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const utf8 = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${utf8}`
}
