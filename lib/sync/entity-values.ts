import type { FedRecord } from '@/lib/synced/model'
import type { FieldNames, Mapping } from './model'

export type Entity = Record<string, unknown>

/** One as it was read, and what is wrong with that already. */
export type ReadEntity = { entity: Entity; faults: readonly string[] }

/** What a mapping's database or query told. */
export type ReadRows = {
  /** `fibery/process-segments`, `warehouse/wines` */
  source: string
  isDemo: boolean
  names: FieldNames
  entities: readonly ReadEntity[]
}

/** What is told under each key of a mapping's database or query (`names`), read as the portal reads it. */
export type Told = {
  /** As it came. */
  fieldOf: (key: string) => unknown
  /** Empty where there is nothing, or nothing that is a text: then that is among the faults. */
  textOf: (key: string) => string
  faults: string[]
}

export function toldBy(entity: Entity, names: FieldNames): Told {
  const faults: string[] = []
  const fieldOf = (key: string) => {
    const values = (names.get(key) ?? []).map((name) => entity[name])
    return values.find((value) => toText(value)?.trim() !== '') ?? values[0]
  }
  return {
    fieldOf,
    faults,
    textOf: (key) => {
      const text = toText(fieldOf(key))
      if (text === null) faults.push(`What ${key} holds cannot be read as a text.`)
      return text ?? ''
    },
  }
}

/** Fibery tells the lines of a text in either way. */
export function linesOf(text: string): string {
  return text.replaceAll('\r\n', '\n')
}

/** What every record is told with, whatever its kind. */
export function headOf(entity: Entity, { textOf }: Told): Omit<FedRecord, 'faults'> {
  const name = textOf('name')
  const publicId = toText(entity.publicId) ?? ''
  return {
    upstreamId: String(entity.id),
    label: `“${name.trim() || 'without a name'}”${publicId === '' ? '' : ` (no. ${publicId})`}`,
    code: textOf('code'),
    name,
  }
}

/** The unit that a value is told in: the file's, or that of the field beside it, in the company's own words or not. */
export function unitOf(
  { unit, unitField }: { unit?: string | undefined; unitField?: string | undefined },
  units: Mapping['units'],
  fieldText: () => string,
): string {
  const told = unitField === undefined ? (unit ?? '') : fieldText().trim()
  return units[told] ?? told
}

/** Null where there is a value and no text in it. Without what PostgreSQL cannot hold. */
export function toText(value: unknown): string | null {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') {
    if ('text' in value) return toText(value.text)
    return 'title' in value ? toText(value.title) : null
  }
  return String(value).replaceAll('\0', '').toWellFormed()
}
