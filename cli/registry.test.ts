import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkTable } from './program'
import { COMMANDS } from './registry'

it('knows the commands of every domain that has some', () => {
  const text = readFileSync('cli/registry.ts', 'utf8')
  const domains = globSync('lib/*/commands.ts').map((file) => file.split('/')[1])
  expect(domains.length).toBeGreaterThan(0)
  for (const domain of domains) expect(text).toContain(`'@/lib/${domain}/commands'`)
})

it('has one command a path, each with an example that calls it', () => {
  expect(() => checkTable(COMMANDS)).not.toThrow()
})
