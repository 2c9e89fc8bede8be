import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { toStorable } from '@/lib/platform/storable'
import type { B2mmlDocument } from './document'

/**
 * B2MML v7 as its maker publishes it (PROVENANCE.md beside it). The standalone server's working folder is its own, into
 * which the build copies the file (outputFileTracingIncludes).
 */
const FILE = 'lib/segments/b2mml/AllSchemas.json'

/** The parts of a document that the portal reads; those that it does not know are refused by name. */
const PARTS = ['ProcessSegmentInformation', 'OperationsDefinitionInformation']

type Schema = {
  $id: string
  $schema: string
  $defs: Record<string, unknown>
  properties: Record<string, unknown>
}

let validate: ValidateFunction<B2mmlDocument> | undefined

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
  return check(toStorable(document))
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

function check(document: unknown): CheckedDocument {
  validate ??= compile()
  if (validate(document)) return { document, faults: null }
  const errors = validate.errors ?? []
  const faults = errors.slice(0, MAX_FAULTS).map(({ instancePath, message = 'does not fit', params }) => {
    const extra = (params as { additionalProperty?: string }).additionalProperty
    return `${instancePath || '/'} ${message}${extra === undefined ? '' : `: ${extra}`}`
  })
  return { document: null, faults: [...new Set(faults)] }
}

/** The whole file takes two seconds to compile, what the two parts are made of a few milliseconds. */
function compile(): ValidateFunction<B2mmlDocument> {
  const schema = JSON.parse(
    readFileSync(join(/* turbopackIgnore: true */ process.cwd(), FILE), 'utf8'),
  ) as Schema
  const properties = Object.fromEntries(PARTS.map((name) => [name, schema.properties[name]]))
  const needed: Record<string, unknown> = {}
  const waiting: unknown[] = [properties]
  while (waiting.length > 0) {
    for (const name of namesIn(waiting.pop())) {
      if (name in needed) continue
      needed[name] = schema.$defs[name]
      waiting.push(schema.$defs[name])
    }
  }
  // Its patterns are of XML Schema, which Unicode mode refuses; it uses formats that no rule defines.
  const ajv = new Ajv2020({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true })
  return ajv.compile<B2mmlDocument>({
    $schema: schema.$schema,
    $defs: needed,
    type: 'object',
    properties,
    additionalProperties: false,
  })
}

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.slice('#/$defs/'.length)] : namesIn(inner),
  )
}
