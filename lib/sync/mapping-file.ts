import type { z } from 'zod'
import { type NamedText, parseYamlFile } from '@/lib/platform/yaml-file'
import type { Mapping, MappingFault } from './model'
import { mappingKey, mappingSchema } from './schema'

/** A file of `mappings/` as a mapping, or everything that is wrong with it, each with its line and key. */
export function parseMappingFile({
  name,
  text,
}: NamedText): { mapping: Mapping } | { faults: MappingFault[] } {
  const file = `mappings/${name}`
  const key = mappingKey.safeParse(name.replace(/\.yaml$/, ''))
  if (!key.success) {
    const reason = `the file’s name ${key.error.issues[0]?.message ?? 'will not do'}`
    return { faults: [{ file, line: 1, key: '', reason }] }
  }
  const parsed = parseYamlFile({ file, text }, mappingSchema)
  if ('faults' in parsed) return parsed
  return { mapping: toMapping(parsed.data, { key: key.data, file }) }
}

function toMapping(config: z.output<typeof mappingSchema>, place: Pick<Mapping, 'key' | 'file'>): Mapping {
  if (config.record === 'segment') return { ...config, ...place }
  const { from } = config
  return 'query' in from ? { ...config, ...place, from } : { ...config, ...place, from }
}
