import { type ProductStep, stepValues } from '@/lib/segments/model/step'
import type { FormValues } from './form-values'

/** A product's steps as the form's controls hold them, by name: `lines.0.parameters.1.value`. */
export function toStepValues(steps: readonly ProductStep[]): FormValues {
  const values: Record<string, string> = {}
  for (const [index, step] of steps.entries()) {
    const at = `lines.${index}`
    values[`${at}.segment`] = step.segment.code
    values[`${at}.no`] = String(index + 1)
    values[`${at}.duration`] = step.duration ?? ''
    for (const [row, { id, override }] of stepValues(step).entries()) {
      values[`${at}.parameters.${row}.id`] = id
      values[`${at}.parameters.${row}.value`] = override?.value ?? ''
      values[`${at}.parameters.${row}.unit`] = override?.unit ?? ''
    }
  }
  return values
}

/** The steps that a form holds, a line each, in the order of their numbers: for comparing two forms. */
export function stepLines(values: FormValues): string {
  const rows = Object.keys(values).flatMap((name) => {
    const row = /^lines\.(\d+)\.segment$/.exec(name)
    return row?.[1] === undefined ? [] : [row[1]]
  })
  return rows
    .filter((row) => values[`lines.${row}.segment`] !== '' && values[`lines.${row}.remove`] === undefined)
    .map((row) => ({
      no: Number(values[`lines.${row}.no`]) || Number.POSITIVE_INFINITY,
      text: lineOf(values, row),
    }))
    .sort((one, other) => (one.no === other.no ? 0 : one.no - other.no))
    .map(({ text }) => text)
    .join('\n')
}

function lineOf(values: FormValues, row: string): string {
  const at = `lines.${row}`
  const overrides = Object.keys(values).flatMap((name) => {
    const parameter = new RegExp(`^lines\\.${row}\\.parameters\\.(\\d+)\\.value$`).exec(name)?.[1]
    const value = values[name] ?? ''
    if (parameter === undefined || value === '') return []
    return [
      `${values[`${at}.parameters.${parameter}.id`]} ${value} ${values[`${at}.parameters.${parameter}.unit`] ?? ''}`.trim(),
    ]
  })
  const duration = values[`${at}.duration`] ?? ''
  const own = [...(duration === '' ? [] : [duration]), ...overrides]
  const code = values[`${at}.segment`] ?? ''
  return own.length === 0 ? code : `${code} (${own.join('; ')})`
}
