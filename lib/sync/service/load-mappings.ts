import { workspaceAddress } from '@/lib/knowledge/service/workspace-address'
import { AppError, isAppError } from '@/lib/platform/errors'
import { fileFaultWords, readYamlFiles } from '@/lib/platform/yaml-file'
import { checkUnits } from '@/lib/segments/service/check-units'
import { mappingsFolder } from '../folder'
import { parseMappingFile } from '../mapping-file'
import type { Mapping, MappingFault, SegmentMapping } from '../model'

export type Mappings = { mappings: readonly Mapping[]; faults: readonly MappingFault[] }

/** Every file of `mappings/`: those that hold, and all that is wrong with the others. */
export async function loadMappings(): Promise<Mappings> {
  const parsed = (await readYamlFiles(mappingsFolder())).map(parseMappingFile)
  const faults = parsed.flatMap((one) => ('faults' in one ? one.faults : []))
  const mappings: Mapping[] = []
  for (const one of parsed) {
    if ('faults' in one) continue
    // The units of products are their groups' own, whatever these are.
    const wrong = one.mapping.record === 'segment' ? unitFaults(one.mapping) : []
    if (wrong.length === 0) mappings.push(one.mapping)
    faults.push(...wrong)
  }
  return { mappings, faults }
}

/** @throws AppError NOT_FOUND where there is no such file; VALIDATION naming what is wrong with it */
export async function requireMapping(key: string): Promise<Mapping> {
  const { mappings, faults } = await loadMappings()
  const mapping = mappings.find((one) => one.key === key)
  if (mapping !== undefined) return mapping
  const own = faults.filter(({ file }) => file === `mappings/${key}.yaml`)
  if (own.length === 0) throw new AppError('NOT_FOUND', { details: { mapping: key } })
  throw new AppError('VALIDATION', { fieldErrors: { _: own.map(fileFaultWords) } })
}

/** Units that the file itself names are UCUM, in its own words or UCUM's. */
function unitFaults({ file, units, parameters }: SegmentMapping): MappingFault[] {
  const named = [
    ...Object.entries(units).map(([word, unit]) => ({ field: `units.${word}`, unit })),
    ...parameters.map(({ unit }, index) => ({
      field: `parameters.${index}.unit`,
      unit: unit === undefined ? null : (units[unit] ?? unit),
    })),
  ]
  try {
    checkUnits(named)
    return []
  } catch (error) {
    if (!isAppError(error)) throw error
    return Object.entries(error.fieldErrors ?? {}).map(([key, reasons]) => ({
      ...{ file, line: 1, key },
      reason: reasons.join(' '),
    }))
  }
}

/** A workspace on loopback is the sample one. */
export function isSampleWorkspace(): boolean {
  const address = workspaceAddress()
  return address !== null && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname)
}

/** Whether a mapping is for the workspace that is connected. */
export function isMeant({ sampleOnly }: Mapping): boolean {
  return !sampleOnly || isSampleWorkspace()
}
