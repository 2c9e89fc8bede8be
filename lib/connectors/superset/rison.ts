/** What may stand without quotes (github.com/Nanonid/rison): no signs of its own, and no digit or `-` in front. */
const PLAIN = /^[^\s'!:(),*@$0-9-][^\s'!:(),*@$]*$/

/**
 * A value as rison, in which Superset takes its queries and its dashboards' filters. Objects and lists of JSON alone;
 * what JSON leaves out (undefined) is left out here.
 */
export function toRison(value: unknown): string {
  if (value === null || value === undefined) return '!n'
  if (value === true) return '!t'
  if (value === false) return '!f'
  if (typeof value === 'number') return numberToRison(value)
  if (typeof value === 'string') return textToRison(value)
  if (Array.isArray(value)) return `!(${value.map(toRison).join(',')})`
  const given = Object.entries(value as object).filter(([, one]) => one !== undefined)
  return `(${given.map(([key, one]) => `${textToRison(key)}:${toRison(one)}`).join(',')})`
}

function numberToRison(value: number): string {
  return Number.isFinite(value) ? String(value).replace('+', '') : '!n'
}

function textToRison(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replace(/[!']/g, '!$&')}'`
}
