import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { toStorable } from '@/lib/platform/storable'
import type { B2mmlDocument } from './document'
import parts from './parts.json'

/** By whether they look for every fault, or for the first. */
const validators = new Map<boolean, ValidateFunction<B2mmlDocument>>()

/** In a longer document only the first fault is looked for: each of millions would take memory. */
const ALL_FAULTS_UP_TO = 1_000_000

export type CheckedDocument = { document: B2mmlDocument; faults: null } | { document: null; faults: string[] }

const MAX_FAULTS = 20

const MAX_DEPTH = 200

/** Parses a text and holds it to the schema of B2MML. */
export function checkDocument(text: string): CheckedDocument {
  if (depthOf(text) > MAX_DEPTH) return { document: null, faults: ['It is nested too deep.'] }
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown'
    return { document: null, faults: [`This is no JSON: ${why}`] }
  }
  return check(toStorable(document), text.length <= ALL_FAULTS_UP_TO)
}

/** How deep lists and objects stand in one another: what walks them calls itself as often. */
function depthOf(text: string): number {
  let [depth, deepest, quoted] = [0, 0, false]
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (quoted && char === '\\') at += 1
    else if (char === '"') quoted = !quoted
    else if (!quoted && (char === '{' || char === '[')) deepest = Math.max(deepest, ++depth)
    else if (!quoted && (char === '}' || char === ']')) depth -= 1
  }
  return deepest
}

function check(document: unknown, allErrors: boolean): CheckedDocument {
  const validate = validators.get(allErrors) ?? compile(allErrors)
  validators.set(allErrors, validate)
  if (validate(document)) return { document, faults: null }
  const errors = validate.errors ?? []
  const faults = errors.slice(0, MAX_FAULTS).map(({ instancePath, message = 'does not fit', params }) => {
    const extra = (params as { additionalProperty?: string }).additionalProperty
    return `${instancePath || '/'} ${message}${extra === undefined ? '' : `: ${extra}`}`
  })
  return { document: null, faults: [...new Set(faults)] }
}

/**
 * Of the published schema (AllSchemas.json, PROVENANCE.md), what the two parts that the portal reads are made of: the whole
 * takes two seconds to compile. A test holds it to the whole.
 */
function compile(allErrors: boolean): ValidateFunction<B2mmlDocument> {
  // Its patterns are of XML Schema, which Unicode mode refuses; it uses formats that no rule defines.
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors })
  return ajv.compile<B2mmlDocument>(parts)
}
