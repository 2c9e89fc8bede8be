import { codesOfUnits, isUnit, printSymbolOf } from './ucum'

/** US and imperial measures for which the library of UCUM has no symbol that is printed. */
const WITHOUT_SYMBOL: Record<string, string> = {
  '[gal_us]': 'gal (US)',
  '[qt_us]': 'qt (US)',
  '[pt_us]': 'pt (US)',
  '[gal_br]': 'gal (UK)',
  '[HP]': 'hp',
}

const SUPERSCRIPTS: Record<string, string> = {
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((sign, digit) => [String(digit), sign])),
  '-': '⁻',
  '+': '',
}

/** Operators and brackets, a note in braces, or a unit with its exponent (https://ucum.org/ucum §2). */
const PART = /([./()])|\{([^}]*)\}|((?:\[[^\]]*\]|[^./(){}[\]])+)/g
const FACTOR = /^\d+$/
const EXPONENT = /^(.*?\D)([+-]?\d+)$/

const MOST_KEPT = 2_000
const kept = new Map<string, string>()

/**
 * A unit of UCUM as people write it: `Cel` as `°C`, `kW.h` as `kW·h`, `m/s2` as `m/s²`, `{bottle}/h` as `bottle/h`. What is no
 * unit of UCUM stays as it is.
 *
 * Symbols are the library's own, of one unit at a time: for what is put together it drops factors, notes and whole
 * denominators (`10.L/min` becomes `L/min`, `{piece}/h` becomes `/h`).
 */
export function unitSymbol(code: string): string {
  const known = kept.get(code)
  if (known !== undefined) return known
  const symbol = isUnit(code) ? written(code) : code
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(code, symbol)
  return symbol
}

function written(code: string): string {
  return code.replace(PART, (_all, operator: string, note: string | undefined, unit: string, at: number) => {
    if (operator !== undefined) return operator === '.' ? '·' : operator
    if (note !== undefined) return /[\w\])]/.test(code[at - 1] ?? '') ? ` (${note})` : note
    return withExponent(unit)
  })
}

function withExponent(unit: string): string {
  if (FACTOR.test(unit)) return unit
  const [, base, exponent] = EXPONENT.exec(unit) ?? []
  if (base === undefined || exponent === undefined) return symbolOf(unit)
  return symbolOf(base) + [...exponent].map((sign) => SUPERSCRIPTS[sign] ?? sign).join('')
}

/** The library's symbol where it is plain text that is no other unit's code; `K` is not printed for a kayser. */
function symbolOf(unit: string): string {
  const symbol = printSymbolOf(unit)?.replace(/\s/g, '\u00a0') ?? ''
  const plain = symbol !== '' && !/[<>□]/.test(symbol)
  if (plain && (symbol === unit || !codesOfUnits().has(symbol))) return symbol
  return WITHOUT_SYMBOL[unit] ?? unit
}
