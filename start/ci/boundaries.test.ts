import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Boundaries, checkBoundaries, sourceFiles } from './boundaries'
import { FORBIDDEN } from './boundary-rules'

/** For each rule a file that breaks it: where it stands, and what it imports. */
const BREACHES: Record<string, [from: string, to: string][]> = {
  'no-cycles': [['lib/circle/model.ts', '@/lib/circle/schema']],
  'nothing-unresolved': [['lib/lost/model.ts', '@/lib/lost/nowhere']],
  'components-below-app': [['components/products/a.tsx', '@/app/page']],
  'ui-has-no-domain-words': [['components/ui/b.tsx', '@/lib/products/model']],
  'components-see-shapes-only': [['components/products/c.tsx', '@/lib/products/service']],
  'lib-below-components': [['lib/products/model-view.ts', '@/components/ui/button']],
  'cli-shape-for-commands-only': [['lib/products/terminal.ts', '@/cli/command']],
  'registry-for-the-engine-only': [['lib/products/service/run.ts', '@/workflows/registry']],
  'connectors-know-no-domain': [['lib/connectors/fibery/client.ts', '@/lib/products/model']],
  'connectors-stand-apart': [['lib/connectors/fibery/map.ts', '@/lib/connectors/duckdb/client']],
  'connectors-know-no-next': [['lib/connectors/fibery/errors.ts', 'next/headers']],
  'platform-at-the-bottom': [['lib/platform/clock.ts', '@/lib/products/model']],
  'pages-go-through-the-request-side': [['app/products/page.tsx', '@/lib/products/service']],
  'repository-for-the-service-only': [['lib/products/loaders.ts', './repository']],
  'repository-of-ones-own-domain': [['lib/orders/service.ts', '@/lib/products/repository']],
  'repository-below-service': [['lib/orders/repository.ts', './service']],
  'service-below-the-request-side': [['lib/stock/service.ts', './actions']],
  'shapes-are-pure': [['lib/stock/model.ts', './repository']],
  'shapes-ask-no-system': [['lib/stock/policy.ts', 'node:fs']],
  'client-stays-in-the-browser': [['lib/stock/client.tsx', './repository']],
  'domains-meet-at-service-and-model': [['lib/orders/price.ts', '@/lib/products/schema']],
  'search-takes-what-domains-publish': [['lib/search/loaders.ts', '@/lib/products/service']],
  'gates-for-the-request-side-only': [['lib/orders/service/gate.ts', '@/lib/access/loaders']],
  'prisma-in-repositories-only': [['lib/orders/table.ts', '@/generated/prisma/client']],
  'graphql-request-in-connectors-only': [['lib/orders/ask.ts', 'graphql-request']],
  'duckdb-in-connectors-only': [['lib/orders/figures.ts', '@duckdb/node-api']],
  'dbos-in-connectors-only': [['workflows/nightly/workflow.ts', '@dbos-inc/dbos-sdk']],
  // By a service, not at once.
  'snapshot-pages-ask-nobody': [
    ['lib/knowledge/loaders.ts', '@/lib/knowledge/service'],
    ['lib/knowledge/search.ts', '@/lib/connectors/fibery/client'],
  ],
  'stand-ins-stay-out': [['lib/orders/fake.ts', '@/local/fibery/main']],
  'stand-ins-know-no-portal': [['local/fibery/space.ts', '@/lib/products/model']],
  'testing-stays-out': [['lib/orders/jobs.ts', '@/lib/testing/database']],
  'no-development-packages-in-the-portal': [['lib/orders/check.ts', 'vitest']],
}

/** What the breaches import, and things that the rules allow. */
const SOUND: Record<string, string> = {
  'app/page.tsx': `import { listProducts } from '@/lib/products/loaders.sound'\nimport { Button } from '@/components/ui/button'\nexport default [listProducts, Button]`,
  'cli/command.ts': 'export type CliCommand = {}',
  'components/ui/button.tsx': 'export const Button = 1',
  'components/products/list.tsx': `import type { Product } from '@/lib/products/model'\nimport { Button } from '../ui/button'\nexport const list = (product: Product) => [product, Button]`,
  'generated/prisma/client.ts': 'export const prisma = 1',
  'lib/access/loaders.ts': 'export const gate = 1',
  'lib/circle/schema.ts': `import { value } from './model'\nexport const schema = value`,
  'lib/connectors/duckdb/client.ts': `import duckdb from '@duckdb/node-api'\nexport const value = duckdb`,
  'lib/platform/db.ts': `import { prisma } from '@/generated/prisma/client'\nexport const db = prisma`,
  'lib/products/model.ts': 'export type Product = { name: string }\nexport const value = 1',
  'lib/products/schema.ts': `export const value = 1`,
  'lib/products/commands.ts': `import type { CliCommand } from '@/cli/command'\nexport const commands: CliCommand[] = []`,
  'lib/products/repository.ts': `import { db } from '@/lib/platform/db'\nexport const value = db`,
  'lib/products/service.ts': `import { value as rows } from './repository'\nexport const value = rows`,
  'lib/knowledge/service.ts': `import { value as ask } from '@/lib/connectors/fibery/client'\nexport const value = ask`,
  'lib/products/loaders.sound.ts': 'export const listProducts = 1',
  'lib/stock/actions.ts': 'export const value = 1',
  'lib/stock/repository.ts': 'export const value = 1',
  'lib/testing/database.ts': 'export const value = 1',
  'local/fibery/main.ts': 'export const value = 1',
  'workflows/registry.ts': 'export const value = 1',
}

/** The rules' tool is started, and reads every module: on a busy machine that takes long. */
const READ_MS = 180_000

describe('who may import whom', () => {
  let root: string
  let found: Boundaries

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'pergola-boundaries-'))
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    for (const [path, text] of Object.entries(SOUND)) write(path, text)
    for (const [from, to] of Object.values(BREACHES).flat()) {
      const typeOnly = /model|schema|command/.test(to) ? 'type ' : ''
      write(
        from,
        `import ${typeOnly}* as other from '${to}'\nexport type Other = typeof other\nexport const value = 1`,
      )
    }
    write('package.json', JSON.stringify({ name: 'breaches', devDependencies: { vitest: '*' } }))
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'))
    found = await checkBoundaries(root)
  }, READ_MS)

  afterAll(() => rmSync(root, { recursive: true }))

  it('has a breach here for every rule', () => {
    expect(Object.keys(BREACHES).sort()).toEqual(FORBIDDEN.map((rule) => rule.name).sort())
  })

  it.each(Object.entries(BREACHES).flatMap(([rule, pairs]) => pairs.map(([from]) => [rule, from] as const)))(
    '%s bites on %s',
    (rule, from) => {
      expect(
        found.violations.filter((violation) => violation.from === from).map(({ rule }) => rule),
      ).toContain(rule)
    },
  )

  it('leaves sound files alone', () => {
    const blamed = found.violations.filter(({ from, rule }) => from in SOUND && rule !== 'no-cycles')
    expect(blamed).toEqual([])
  })

  it('read every file there is', () => {
    expect(found.unread).toEqual([])
    expect(found.read).toBe(sourceFiles(root).length)
  })
})

describe('this repository', () => {
  it(
    'keeps every rule, with as many modules read as there are files',
    async () => {
      const { violations, unread, read } = await checkBoundaries(resolve('.'))
      expect(violations.map(({ rule, from, to }) => `${rule}: ${from} → ${to}`)).toEqual([])
      expect(unread).toEqual([])
      expect(read).toBe(sourceFiles(resolve('.')).length)
      expect(read).toBeGreaterThan(50)
    },
    READ_MS,
  )
})
