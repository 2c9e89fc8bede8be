import { type FileFault, type LineOf, type NamedText, parseYamlFile } from '@/lib/platform/yaml-file'
import { type DashboardFileConfig, dashboardFileSchema, dashboardSlug } from './schema'

/** A dashboard that is kept as code: what its file says, and where. */
export type FiledDashboard = { slug: string; file: string; config: DashboardFileConfig; lineOf: LineOf }

/** A file of `dashboards/`, or everything that is wrong with it, each with its line and key. */
export function parseDashboardFile({
  name,
  text,
}: NamedText): { dashboard: FiledDashboard } | { faults: FileFault[] } {
  const file = `dashboards/${name}`
  const slug = dashboardSlug.safeParse(name.replace(/\.yaml$/, ''))
  if (!slug.success) {
    const reason = `the file’s name ${slug.error.issues[0]?.message ?? 'will not do'}`
    return { faults: [{ file, line: 1, key: '', reason }] }
  }
  const parsed = parseYamlFile({ file, text }, dashboardFileSchema)
  if ('faults' in parsed) return parsed
  return { dashboard: { slug: slug.data, file, config: parsed.data, lineOf: parsed.lineOf } }
}
