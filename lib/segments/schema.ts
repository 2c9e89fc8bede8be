import { z } from 'zod'
import { toRows } from '@/lib/platform/form-fields'
import { hasPlainLowerCase } from '@/lib/platform/storable'
import { hidesSigns, isVisible } from '@/lib/platform/visible'
import { durationFault } from './model/duration'
import { MAX_DOCUMENT_CHARACTERS } from './model/exchange'
import {
  PARAMETER_LIMITS,
  parameterIdFault,
  parameterKey,
  type SegmentParameter,
  takesUnit,
  VALUE_TYPES,
  valueFault,
} from './model/parameter'
import { MAX_SEGMENT_SEARCH, SEGMENT_LIMITS, SEGMENT_STATUSES } from './model/segment'

/** Words of the portal's own paths below /segments: no segment may have one as its code. */
const RESERVED_CODES: readonly string[] = ['new', 'import', 'export', 'compare', 'codes.json']

/** Letters, figures, dot, dash and underscore, so that a code stands in an address as it is. */
export const segmentCode = z
  .string()
  .trim()
  .min(1, 'Give a code.')
  .max(SEGMENT_LIMITS.code, 'A code has at most 64 characters.')
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'A code holds letters, figures, dots, dashes and underscores.')
  .refine(
    hasPlainLowerCase,
    'A code holds no İ and no Σ at a word’s end: capital and small would not be one code.',
  )
  .refine((code) => !hidesSigns(code), 'This code holds a sign that cannot be seen. Type it anew.')
  .refine(
    (code) => !RESERVED_CODES.includes(code.toLowerCase()),
    'This word is part of the portal’s own addresses. Choose another code.',
  )

const TAG = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u
const MAX_TAGS = 20

/** A list of tags, told as one field. */
export const tagList = z.array(z.string()).superRefine((list, context) => {
  const bad = list.find((tag) => !TAG.test(tag))
  if (bad !== undefined) {
    const rule = 'a tag holds at most 40 letters, figures, spaces, dots and dashes.'
    context.addIssue({ code: 'custom', message: `“${bad.slice(0, 60)}” cannot be a tag: ${rule}` })
  }
  if (list.length > MAX_TAGS) context.addIssue({ code: 'custom', message: `At most ${MAX_TAGS} tags.` })
})

/** Words with commas or line ends between them. */
const tags = z
  .string()
  .max(SEGMENT_LIMITS.tags, 'That is too long for tags.')
  .default('')
  .transform((text) =>
    [...new Set(text.split(/[,\n]/).map((tag) => tag.trim().toLowerCase()))].filter(Boolean),
  )
  .pipe(tagList)

/** ISO 8601, or nothing. */
export const durationField = z
  .string()
  .trim()
  .max(SEGMENT_LIMITS.duration, 'That is too long for a duration.')
  .default('')
  .transform((text, context) => {
    const fault = text === '' ? null : durationFault(text)
    if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    return text === '' ? null : text
  })

const text = (most: number, words: string) => z.string().trim().max(most, words).default('')

/** A parameter as it is kept: its unit is checked against UCUM by the service. */
export const parameterShape = z
  .object({
    id: text(PARAMETER_LIMITS.id, 'An id has at most 64 characters.'),
    description: text(PARAMETER_LIMITS.description, 'At most 500 characters.'),
    value: text(PARAMETER_LIMITS.value, 'At most 500 characters.'),
    valueType: z.enum(VALUE_TYPES, 'Choose what kind of value it is.').default('decimal'),
    unit: text(PARAMETER_LIMITS.unit, 'At most 64 characters.').nullable(),
  })
  .superRefine(({ id, value, valueType, unit }, context) => {
    const add = (field: string, message: string | null) => {
      if (message !== null) context.addIssue({ code: 'custom', path: [field], message })
    }
    add('id', id === '' ? 'Give the parameter an id.' : parameterIdFault(id))
    add('value', valueFault(valueType, value))
    add('unit', (unit ?? '') === '' || takesUnit(valueType) ? null : 'Only a number has a unit.')
  })
  .transform((parameter): SegmentParameter => ({ ...parameter, unit: parameter.unit || null }))

/** A row of the form; one in which nothing was typed is none. */
const parameterRow = z.preprocess((row) => (isBlank(row) ? null : row), parameterShape.nullable())

const FILLED = ['id', 'description', 'value', 'unit'] as const

function isBlank(row: unknown): boolean {
  if (typeof row !== 'object' || row === null) return true
  return FILLED.every((field) => String((row as Record<string, unknown>)[field] ?? '').trim() === '')
}

const place = z.coerce.number().catch(Number.POSITIVE_INFINITY)

/** Where in the order each row's number (`no`) puts it; rows without one stay behind, in their order. */
function placesOf(rows: unknown): number[] {
  return Array.isArray(rows)
    ? rows.map((row) => place.parse((row as { no?: unknown } | null)?.no || undefined))
    : []
}

const parameterRows = z
  .array(parameterRow)
  .max(PARAMETER_LIMITS.count, 'At most 100 parameters.')
  .superRefine((rows, context) => {
    const seen = new Set<string>()
    for (const [index, row] of rows.entries()) {
      if (row === null) continue
      const key = parameterKey(row.id)
      if (seen.has(key)) {
        const message = 'Another parameter has this id.'
        context.addIssue({ code: 'custom', path: [index, 'id'], message })
      }
      seen.add(key)
    }
  })

/** The form's rows in the order of their numbers, with the number of the row that each was, for what is said of it. */
const parameters = z
  .unknown()
  .optional()
  .transform((raw) => ({ raw: raw ?? [], places: placesOf(raw) }))
  .transform(({ raw, places }, context) => {
    const parsed = parameterRows.safeParse(raw)
    if (!parsed.success) {
      for (const issue of parsed.error.issues) {
        context.addIssue({ code: 'custom', path: [...issue.path], message: issue.message })
      }
      return z.NEVER
    }
    return parsed.data
      .map((row, index) => ({ row, index, place: places[index] ?? Number.POSITIVE_INFINITY }))
      .sort((one, other) => (one.place === other.place ? one.index - other.index : one.place - other.place))
      .flatMap(({ row, index }) => (row === null ? [] : [{ ...row, rowIndex: index }]))
  })

export const segmentName = z
  .string()
  .trim()
  .min(1, 'Give a name.')
  .max(SEGMENT_LIMITS.name, 'A name has at most 200 characters.')
  .refine(isVisible, 'Give a name that can be seen.')

export const segmentDescription = text(
  SEGMENT_LIMITS.description,
  'A description has at most 5,000 characters.',
)

const fields = {
  name: segmentName,
  description: segmentDescription,
  tags,
  duration: durationField,
  parameters,
}

/** A code that somebody else's record may have: looked for as it is. */
const anyCode = z.string().trim().max(SEGMENT_LIMITS.code)
const parentCode = anyCode.default('').transform((code) => (code === '' ? null : code))

export const createSegmentInput = z.preprocess(
  toRowsOf,
  z.object({ code: segmentCode, parentCode, ...fields }),
)
export type CreateSegmentInput = z.output<typeof createSegmentInput>

const version = z.coerce.number().int().min(1)

/** Undefined: left as it is. */
const ownerId = z.union([z.literal('').transform(() => null), z.uuid('Choose one of the people.')]).optional()

export const updateSegmentInput = z.preprocess(
  toRowsOf,
  z.object({ code: anyCode, version, ownerId, ...fields }),
)
export type UpdateSegmentInput = z.output<typeof updateSegmentInput>

function toRowsOf(raw: unknown): unknown {
  return typeof raw === 'object' && raw !== null ? toRows(raw as Record<string, unknown>) : raw
}

/** `fromCode`: what the segment stood below when the move was chosen; left out, it is not compared. */
export const moveSegmentInput = z.object({
  code: anyCode,
  parentCode,
  fromCode: anyCode.transform((code) => (code === '' ? null : code)).optional(),
})
export type MoveSegmentInput = z.output<typeof moveSegmentInput>

export const segmentStatusInput = z.object({ code: anyCode, version, status: z.enum(SEGMENT_STATUSES) })
export type SegmentStatusInput = z.output<typeof segmentStatusInput>

/** `fingerprint`: the plan that was shown; `apply`: carry it out. */
export const importInput = z.object({
  document: z
    .string()
    .default('')
    .pipe(
      z
        .string()
        .min(1, 'Choose a file, or paste its text.')
        .max(MAX_DOCUMENT_CHARACTERS, 'That is too long to send from here: use `pergola segments import`.'),
    ),
  fingerprint: z
    .string()
    .max(64)
    .optional()
    .transform((text) => text || undefined),
  apply: z
    .string()
    .optional()
    .transform((text) => text === 'yes'),
})

/** What is looked for while a code is typed. */
export const suggestInput = z.string().trim().max(MAX_SEGMENT_SEARCH).catch('')

/** The tree's state as the address holds it. What is not understood counts as not given. */
export const segmentQuery = z.object({
  q: z.string().trim().max(MAX_SEGMENT_SEARCH).catch(''),
  status: z.enum(SEGMENT_STATUSES).optional().catch(undefined),
  tag: z.string().trim().toLowerCase().min(1).max(40).optional().catch(undefined),
  /** `top`: only the segments at the top are opened. */
  open: z.enum(['all', 'top']).optional().catch(undefined),
})
export type SegmentQuery = z.output<typeof segmentQuery>

/** An address of the tree: this state with some of it changed. */
export function toSegmentsHref(query: SegmentQuery, change: Partial<SegmentQuery> = {}): string {
  const state = { ...query, ...change }
  const parameters = new URLSearchParams()
  if (state.q !== '') parameters.set('q', state.q)
  for (const name of ['status', 'tag', 'open'] as const) {
    const value = state[name]
    if (value !== undefined) parameters.set(name, value)
  }
  return parameters.size === 0 ? '/segments' : `/segments?${parameters}`
}
