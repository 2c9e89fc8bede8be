import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkStructure } from './structure'

describe('the structure of the tree', () => {
  let root: string
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'pergola-structure-'))
  })
  afterEach(() => rmSync(root, { recursive: true }))

  function write(path: string, lines = 1): void {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), 'export const value = 1\n'.repeat(lines))
  }

  it.each([
    ['a drawer', 'lib/products/utils.ts'],
    ['a drawer as a folder', 'components/common/button.tsx'],
    ['a barrel', 'lib/products/index.ts'],
    ['a near miss of a role', 'lib/products/types.ts'],
    ['camel case', 'lib/products/codeKey.ts'],
    ['a folder in Pascal case', 'components/Products/card.tsx'],
    ['a component in a domain', 'lib/products/card.tsx'],
    ['a role with the wrong ending', 'lib/products/service.tsx'],
    ['folders within folders of a domain', 'lib/products/service/deep/update.ts'],
    ['a file of lib itself', 'lib/products.ts'],
    ['a loose component', 'components/button.tsx'],
    ['a component in app/', 'app/products/list.tsx'],
    ['a test without its subject', 'lib/products/gone.test.ts'],
  ])('does not allow %s', (_name, path) => {
    write(path)
    expect(checkStructure(root)).toHaveLength(1)
  })

  it('does not allow more than 300 lines in a file, or 80 in a page', () => {
    write('lib/products/service.ts', 301)
    write('app/products/page.tsx', 81)
    expect(checkStructure(root)).toEqual([
      'app/products/page.tsx: 81 lines, at most 80',
      'lib/products/service.ts: 301 lines, at most 300',
    ])
  })

  it('allows the words of a domain, nouns, tests beside them and routes', () => {
    for (const path of [
      'app/(portal)/products/[code]/page.tsx',
      'app/api/v1/[...rest]/route.ts',
      'components/products/card.tsx',
      'lib/connectors/fibery/client.ts',
      'lib/products/b2mml.ts',
      'lib/products/client.tsx',
      'lib/products/repository/find-product.ts',
      'lib/products/service/update-product.ts',
      'lib/products/service/update-product.integration.test.ts',
      'lib/products/service/update-product.hostile.integration.test.ts',
      'lib/products/service.integration.test.ts',
      'workflows/refresh-knowledge/workflow.ts',
    ]) {
      write(path, 80)
    }
    expect(checkStructure(root)).toEqual([])
  })
})

describe('this repository', () => {
  it('has the structure of the house style', () => {
    expect(checkStructure(resolve('.'))).toEqual([])
  })
})
