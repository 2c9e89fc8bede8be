import { type FileFault, parseYamlFile, readYamlFiles } from '@/lib/platform/yaml-file'
import { dashboardsFolder } from '../folder'
import type { RuleTemplate } from '../row-rule'
import { rowRulesSchema } from '../schema'

export const ROW_RULES_FILE = 'row-rules.yaml'

/** The rules of dashboards/row-rules.yaml; none of them while the file does not hold, and why. */
export async function loadRowRules(): Promise<{ templates: RuleTemplate[]; faults: FileFault[] }> {
  const own = (await readYamlFiles(dashboardsFolder())).find(({ name }) => name === ROW_RULES_FILE)
  if (own === undefined) return { templates: [], faults: [] }
  const parsed = parseYamlFile({ file: `dashboards/${own.name}`, text: own.text }, rowRulesSchema)
  if ('faults' in parsed) return { templates: [], faults: parsed.faults }
  const templates = Object.entries(parsed.data).map(([key, rule]) => ({ key, ...rule }))
  return { templates, faults: [] }
}
