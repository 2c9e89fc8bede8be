import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'

const READS_ENVIRONMENT = 'export const place = process.env.HOME\n'
const CLOSED = [
  'lib/products/service.ts',
  'app/page.tsx',
  'components/ui/env.tsx',
  'lib/platform/db.ts',
  'proxy.ts',
]
const OPEN = ['lib/platform/env.ts', 'start/main.ts', 'vitest.config.ts']

const component = (lines: number) =>
  `declare function g(): void\n\nexport function List() {\n${'  g()\n'.repeat(lines)}}\n`

/** A file that breaks each rule; its name says which. */
const BREACHES: Record<string, string> = {
  noExplicitAny: 'export function f(x: any): string {\n  return x\n}\n',
  noNonNullAssertion: 'export const f = (x: string | null) => x!.length\n',
  noConsole: "export const f = () => console.log('x')\n",
  noDefaultExport: 'export default function f() {}\n',
  noBarrelFile: "export * from './model'\nexport * from './schema'\n",
  useConsistentTypeDefinitions: 'export interface Shape {\n  x: number\n}\n',
  noUnusedImports: "import { x } from './x'\n\nexport const y = 1\n",
  noExcessiveLinesPerFunction: component(51),
}

const FILES: Record<string, string> = {
  ...Object.fromEntries([...CLOSED, ...OPEN].map((path) => [path, READS_ENVIRONMENT])),
  ...Object.fromEntries(Object.entries(BREACHES).map(([rule, text]) => [`lib/breaches/${rule}.ts`, text])),
  'components/products/long.tsx': component(119),
  'components/products/too-long.tsx': component(121),
}

describe('the lint rules', () => {
  /** Rules broken, by file. */
  const broken = new Map<string, string[]>()

  beforeAll(() => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'pergola-lint-')))
    copyFileSync('biome.json', join(root, 'biome.json'))
    writeFileSync(join(root, '.gitignore'), 'node_modules\n')
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    const program = [
      resolve('node_modules/.bin/biome'),
      'lint',
      '--reporter=github',
      '--max-diagnostics=none',
      '.',
    ]
    const { stdout } = spawnSync(program[0] ?? '', program.slice(1), { cwd: root, encoding: 'utf8' })
    for (const [, rule = '', file = ''] of stdout.matchAll(/title=lint\/\w+\/(\w+),file=([^,]+),/g)) {
      const path = relative(root, resolve(root, file))
      broken.set(path, [...(broken.get(path) ?? []), rule])
    }
    rmSync(root, { recursive: true })
  })

  it.each(CLOSED)('ban process.env in %s', (path) => {
    expect(broken.get(path)).toContain('noProcessEnv')
  })

  it.each(OPEN)('allow process.env in %s', (path) => {
    expect(broken.get(path) ?? []).toEqual([])
  })

  it.each(Object.keys(BREACHES))('hold to %s', (rule) => {
    expect(broken.get(`lib/breaches/${rule}.ts`)).toContain(rule)
  })

  it('give a component 120 lines, and no more', () => {
    expect(broken.get('components/products/long.tsx') ?? []).toEqual([])
    expect(broken.get('components/products/too-long.tsx')).toEqual(['noExcessiveLinesPerFunction'])
  })
})
