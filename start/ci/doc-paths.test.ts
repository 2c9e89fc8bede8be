import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { checkDocPaths } from './doc-paths'

it('finds links and named paths that lead nowhere, and leaves patterns and made files alone', () => {
  const root = mkdtempSync(join(tmpdir(), 'pergola-docs-'))
  mkdirSync(join(root, 'docs'))
  mkdirSync(join(root, 'lib'))
  writeFileSync(join(root, 'lib/there.ts'), '')
  writeFileSync(
    join(root, 'docs/guide.md'),
    [
      '[good](../lib/there.ts#L1) [bad](gone.md) [out](https://example.com/x/y)',
      '`lib/there.ts` `lib/gone.ts` `lib/<domain>/x.ts` `lib/*.ts` `text/html` `.data/secrets.json` `package.json`',
      '```\n`lib/in-a-block.ts`\n```',
    ].join('\n'),
  )
  expect(checkDocPaths(root).sort()).toEqual([
    'docs/guide.md names docs/gone.md, which is not there',
    'docs/guide.md names lib/gone.ts, which is not there',
    'docs/guide.md names package.json, which is not there',
  ])
  rmSync(root, { recursive: true })
})

it('finds every path that README.md and docs/ name', () => {
  expect(checkDocPaths(resolve('.'))).toEqual([])
})
