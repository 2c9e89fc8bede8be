import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ENV_NAMES } from '@/lib/platform/env-schema'

const sorted = (names: Iterable<string>) => [...new Set(names)].sort()

it('.env.example names every variable of the schema and no other', () => {
  const text = readFileSync('.env.example', 'utf8')
  const named = [...text.matchAll(/^#?\s*([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1] ?? '')
  expect(sorted(named)).toEqual(sorted(ENV_NAMES))
})

it('compose.yaml hands every variable on, but those that the image settles', () => {
  const text = readFileSync('compose.yaml', 'utf8')
  const portal = text.slice(text.indexOf('\n  portal:'), text.indexOf('\nconfigs:'))
  const handed = [...portal.matchAll(/^ {6}([A-Z][A-Z0-9_]+): /gm)].map((match) => match[1] ?? '')
  expect(sorted([...handed, 'PORT', 'HOST', 'PERGOLA_DATA_DIR'])).toEqual(sorted(ENV_NAMES))
})

it('the configuration table of README.md names every variable of the schema and no other', () => {
  const text = readFileSync('README.md', 'utf8')
  const section = text.slice(text.indexOf('## Configuration'))
  const rows = section.split('\n').filter((line) => line.startsWith('|'))
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([A-Z][A-Z0-9_]+)`/g)])
  expect(sorted(named.map((match) => match[1] ?? ''))).toEqual(sorted(ENV_NAMES))
})
