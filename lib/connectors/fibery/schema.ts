import { z } from 'zod'

/** `Query.name.type` of an introspection: the wrappers, then the named type. */
export type WireTypeRef = { kind: string; name: string | null; ofType?: WireTypeRef | null | undefined }

const wireTypeRef: z.ZodType<WireTypeRef> = z.lazy(() =>
  z.object({ kind: z.string(), name: z.string().nullable(), ofType: wireTypeRef.nullish() }),
)

const wireField = z.object({ name: z.string(), description: z.string().nullish(), type: wireTypeRef })

const wireType = z.object({
  kind: z.string(),
  name: z.string(),
  description: z.string().nullish(),
  fields: z.array(wireField).nullish(),
})

/** The reply to `INTROSPECTION_QUERY`. Wire shapes keep only what is used; the rest is dropped. */
export const wireIntrospection = z.object({
  __schema: z.object({ queryType: z.object({ name: z.string() }), types: z.array(wireType) }),
})

export type WireIntrospection = z.infer<typeof wireIntrospection>

const meta = z
  .object({
    'fibery/domain?': z.boolean().nullish(),
    'fibery/platform?': z.boolean().nullish(),
    'fibery/enum?': z.boolean().nullish(),
    'fibery/collection?': z.boolean().nullish(),
    'fibery/relation': z.string().nullish(),
    'ui/color': z.string().nullish(),
  })
  .nullish()

const catalogField = z.object({
  'fibery/id': z.string().nullish(),
  'fibery/name': z.string(),
  'fibery/type': z.string(),
  'fibery/description': z.string().nullish(),
  'fibery/deleted?': z.boolean().nullish(),
  'fibery/meta': meta,
})

const catalogType = z.object({
  'fibery/id': z.string().nullish(),
  'fibery/name': z.string(),
  'fibery/description': z.string().nullish(),
  'fibery/deleted?': z.boolean().nullish(),
  'fibery/meta': meta,
  'fibery/fields': z.array(catalogField).default([]),
})

const catalog = z.object({ 'fibery/types': z.array(catalogType) })

/** `GET /api/schema`: the schema itself, or the envelope that `/api/commands` puts round it. */
export const wireCatalog = z.union([catalog, z.object({ result: catalog }).transform(({ result }) => result)])

export type WireCatalog = z.infer<typeof wireCatalog>

/** A reply of `/api/commands` to one command of several. What a failure tells stays unread. */
const wireCommandReply = z.object({ success: z.boolean(), result: z.unknown() })

export const wireCommandReplies = z.array(wireCommandReply)

export type WireCommandReply = z.infer<typeof wireCommandReply>

/** Entities of one finder: what is in each depends on what was asked for. */
export const wireEntities = z.object({ entities: z.array(z.record(z.string(), z.unknown()).nullable()) })
