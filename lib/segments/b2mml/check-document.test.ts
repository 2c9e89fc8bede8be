import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

type Schema = { $schema: string; $defs: Record<string, unknown>; properties: Record<string, unknown> }

/** The parts of a document that the portal reads. */
const PARTS = ['ProcessSegmentInformation', 'OperationsDefinitionInformation']

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner.slice('#/$defs/'.length)] : namesIn(inner),
  )
}

/** Two properties of the published schema with every definition that they lead to. */
function partsOf(schema: Schema): object {
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
  const $defs = Object.fromEntries(Object.entries(needed).sort(([one], [other]) => (one < other ? -1 : 1)))
  return { $schema: schema.$schema, type: 'object', properties, additionalProperties: false, $defs }
}

// Written anew with `vitest --update` when the published schema is another.
it('holds documents to the published schema: parts.json is what AllSchemas.json says of the parts that are read', async () => {
  const schema = JSON.parse(readFileSync('lib/segments/b2mml/AllSchemas.json', 'utf8')) as Schema
  const text = `${JSON.stringify(partsOf(schema), null, 1)}\n`
  await expect(text).toMatchFileSnapshot(resolve('lib/segments/b2mml/parts.json'))
})
