import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { CRUISE_OPTIONS, FORBIDDEN } from './boundary-rules'

const FOLDERS = ['app', 'bench', 'cli', 'components', 'e2e', 'lib', 'local', 'start', 'workflows']

export type Violation = { rule: string; from: string; to: string }
export type Boundaries = {
  violations: Violation[]
  /** Source files that there are but that were not read: a rule over them would never bite. */
  unread: string[]
  read: number
}

/** Every TypeScript file of ours below `root`, as paths from it. */
export function sourceFiles(root: string): string[] {
  const folders = FOLDERS.filter((folder) => existsSync(join(root, folder)))
  const patterns = [...folders.map((folder) => `${folder}/**/*.{ts,tsx}`), '*.ts']
  return globSync(patterns, { cwd: root })
    .filter((path) => !path.includes('node_modules/') && !path.endsWith('.d.ts'))
    .sort()
}

/** Reads all imports below `root` and holds them to the rules of `boundary-rules.ts`. */
export async function checkBoundaries(root: string): Promise<Boundaries> {
  const files = sourceFiles(root)
  const { output } = await cruise(
    files,
    { ...CRUISE_OPTIONS, ruleSet: { forbidden: FORBIDDEN }, validate: true, baseDir: root },
    { alias: { '@': root } },
  )
  const { modules, summary } = output as ICruiseResult
  const read = new Set(modules.map((module) => module.source))
  return {
    violations: summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    unread: files.filter((file) => !read.has(file)),
    read: files.filter((file) => read.has(file)).length,
  }
}
