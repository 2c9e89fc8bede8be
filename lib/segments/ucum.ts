import ucumLibrary from '@lhncbc/ucum-lhc'

/** What is used of `@lhncbc/ucum-lhc` (it comes without types). */
type UcumUnit = { csCode_: string; name_: string; synonyms_: string[] | string | null }
type Utilities = {
  validateUnitString: (unit: string) => { status: string }
  getSpecifiedUnit: (unit: string, mode: 'validate') => { unit: { printSymbol_: string | null } | null }
}
type Ucum = {
  UcumLhcUtils: { getInstance: () => Utilities }
  UnitTables: { getInstance: () => { allUnitsByDef: () => UcumUnit[] } }
}

const library = ucumLibrary as Ucum

/** Each known unit with the words that it is called by. */
type Known = { code: string; words: string[] }
let known: Known[] | undefined

/** Words of every day that no list of UCUM has, or has for something else. */
const EVERYDAY: Record<string, string> = {
  '°c': 'Cel',
  degc: 'Cel',
  celsius: 'Cel',
  centigrade: 'Cel',
  '°f': '[degF]',
  degf: '[degF]',
  fahrenheit: '[degF]',
  kwh: 'kW.h',
  rpm: '/min',
  sec: 's',
  secs: 's',
  hr: 'h',
  hrs: 'h',
  litre: 'L',
  litres: 'L',
  liters: 'L',
  ltr: 'L',
  kilo: 'kg',
  kilos: 'kg',
  kgs: 'kg',
  tonne: 't',
  tonnes: 't',
  percent: '%',
  pcs: '{piece}',
  pieces: '{piece}',
  piece: '{piece}',
  bottles: '{bottle}',
  bottle: '{bottle}',
  'm³': 'm3',
  'm²': 'm2',
  µm: 'um',
  µg: 'ug',
  pound: '[lb_av]',
  pounds: '[lb_av]',
  ounce: '[oz_av]',
  ounces: '[oz_av]',
  inch: '[in_i]',
  inches: '[in_i]',
  gallon: '[gal_us]',
  gallons: '[gal_us]',
  ph: '[pH]',
}

const PREFIXED = ['k', 'h', 'd', 'c', 'm', 'u', 'M']
const COMMON = ['L', 'l', 'g', 'm', 's', 'Pa', 'bar', 'W', 'J', 'V', 'A', 'Hz', 'N', 'mol', 'K']

function knownUnits(): Known[] {
  if (known !== undefined) return known
  const listed = library.UnitTables.getInstance()
    .allUnitsByDef()
    .map(({ csCode_, name_, synonyms_ }) => ({
      code: csCode_,
      words: [
        csCode_,
        name_,
        ...(typeof synonyms_ === 'string' ? synonyms_.split(/\s*;\s*/) : (synonyms_ ?? [])),
      ],
    }))
  const prefixed = PREFIXED.flatMap((prefix) =>
    COMMON.map((unit) => ({ code: prefix + unit, words: [prefix + unit] })),
  )
  const everyday = Object.entries(EVERYDAY).map(([word, code]) => ({ code, words: [word] }))
  known = [...everyday, ...listed, ...prefixed]
  return known
}

/** True for a unit of measure of UCUM, case-sensitive as it is (https://ucum.org/ucum §3.2). Loads the list when first asked. */
export function isUnit(text: string): boolean {
  // The library writes to the console about blanks and marks outside ASCII.
  if (!/^[!-~]{1,64}$/.test(text)) return false
  return library.UcumLhcUtils.getInstance().validateUnitString(text).status === 'valid'
}

/** How the library prints one unit, prefix and all, as text with marks of HTML; null where it does not say. */
export function printSymbolOf(unit: string): string | null {
  if (!/^[!-~]{1,64}$/.test(unit)) return null
  return library.UcumLhcUtils.getInstance().getSpecifiedUnit(unit, 'validate').unit?.printSymbol_ ?? null
}

let codes: ReadonlySet<string> | undefined

/** The codes of all units that the library lists. */
export function codesOfUnits(): ReadonlySet<string> {
  codes ??= new Set(
    library.UnitTables.getInstance()
      .allUnitsByDef()
      .map(({ csCode_ }) => csCode_),
  )
  return codes
}

const MAX_SUGGESTED = 3

/** The units that a text most probably means, the nearest first. */
export function nearestUnits(text: string): string[] {
  const wanted = text.trim().toLowerCase()
  const near = knownUnits()
    .map(({ code, words }) => ({
      code,
      distance: Math.min(...words.map((word) => distanceTo(wanted, text, word))),
    }))
    .filter(({ distance }) => distance <= Math.max(1, Math.floor(wanted.length / 3)))
    .sort((one, other) => one.distance - other.distance)
  // What differs in nothing but case, or is called so, needs no others beside it.
  const sure = near.some(({ distance }) => distance < 1)
  const codes = near.filter(({ distance }) => !sure || distance < 1).map(({ code }) => code)
  return [...new Set(codes)].filter(isUnit).slice(0, MAX_SUGGESTED)
}

/** A word that differs in case alone is nearest of all; each slip counts one. */
function distanceTo(wanted: string, text: string, word: string): number {
  const plain = word.toLowerCase()
  if (plain === wanted) return word === text ? 0 : 0.1
  return Math.abs(plain.length - wanted.length) > 3 ? Number.POSITIVE_INFINITY : slips(wanted, plain)
}

/** Letters to put in, take out or change (Levenshtein). */
function slips(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let i = 0; i < one.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j += 1) {
      const change = (row[j] ?? 0) + (one[i] === other[j] ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row[other.length] ?? 0
}

/** What is wrong with a unit, in words that name what may be meant; null when it is one. */
export function unitFault(unit: string): string | null {
  if (isUnit(unit)) return null
  const near = nearestUnits(unit)
  const shown = unit.slice(0, 40)
  if (near.length === 0)
    return `“${shown}” is no unit of UCUM. For things that are counted, write {${safe(shown)}}.`
  return `“${shown}” is no unit of UCUM. Did you mean ${near.join(' or ')}?`
}

function safe(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '') || 'piece'
}
