import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { definitionsSource, readDefinitions, registrySource } from './registry-source'

const folder = import.meta.dirname
const definitions = await readDefinitions(folder)
const files = { 'definitions.ts': definitionsSource(definitions), 'registry.ts': registrySource(definitions) }
for (const [name, source] of Object.entries(files)) await writeFile(join(folder, name), source)
execFileSync('biome', ['format', '--write', ...Object.keys(files).map((name) => join(folder, name))], {
  stdio: 'ignore',
})
