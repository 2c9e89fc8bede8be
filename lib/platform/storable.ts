const REPLACEMENT = '\uFFFD'

/** What PostgreSQL can hold as text: no NUL, no half of a surrogate pair. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', REPLACEMENT)
}

/** The same for every text in a value that came over the wire; anything but text, lists and plain objects stays. */
export function toStorable(value: unknown): unknown {
  if (typeof value === 'string') return toStorableText(value)
  if (Array.isArray(value)) return value.map(toStorable)
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toStorable(inner)]))
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/**
 * False for text whose lower case hangs on more than each letter by itself (`İ`, a `Σ` at the end): the database's is
 * another one than ours, so that it can be no key.
 */
export function hasPlainLowerCase(text: string): boolean {
  const lower = text.toLowerCase()
  return lower.length === text.length && lower === Array.from(text, (letter) => letter.toLowerCase()).join('')
}

const ESCAPED_REPLACEMENT = encodeURIComponent(REPLACEMENT)

/**
 * A request's address that the whole house can read: escapes that are no UTF-8 (Next answers them with a bare 500) and
 * NUL (which no text of the database holds) stand for themselves no longer, so that such an address names nothing.
 */
export function toReadableAddress(address: string): string {
  if (!address.includes('%')) return address
  const queryAt = address.indexOf('?')
  const path = queryAt < 0 ? address : address.slice(0, queryAt)
  const query = queryAt < 0 ? '' : address.slice(queryAt)
  const readable = isDecodable(path) ? path : path.replaceAll(/(?:%[\da-f]{2})+|%/gi, readableEscapes)
  return (readable + query).replaceAll('%00', ESCAPED_REPLACEMENT)
}

function readableEscapes(escapes: string): string {
  if (escapes === '%') return '%25'
  return isDecodable(escapes) ? escapes : ESCAPED_REPLACEMENT
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
