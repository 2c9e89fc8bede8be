/** Fifteen digits always survive JavaScript's numbers; so many digits and points in a row may be more than that. */
const LONG_NUMBER = /[\d.]{16}/

/**
 * JSON without a lost digit. Where any number in it may be longer than JavaScript's are exact, every number comes as the
 * text that stood there; else as a number, which is many times faster. The column's type says what either stands for.
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, numberAsText) : JSON.parse(text)
}

function numberAsText(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? (context?.source ?? String(value)) : value
}

const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/

/** A JSON number in plain notation with at least `scale` places: `1E-7` at 8 is `0.00000010`. null: it is none. */
export function toPlainDecimal(text: string, scale: number): string | null {
  const match = NUMBER.exec(text)
  if (match === null) return null
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const point = whole.length + Number(exponent)
  const digits = `${whole}${fraction}`
  const left = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0')
  const right = point <= 0 ? `${'0'.repeat(-point)}${digits}` : digits.slice(point)
  const places = right.replace(/0+$/, '').padEnd(scale, '0')
  const integer = left.replace(/^0+(?=\d)/, '')
  return `${sign}${integer}${places === '' ? '' : `.${places}`}`
}
