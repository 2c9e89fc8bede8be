import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { STANDALONE } from '@/start/build'

/** The built portal in a folder of its own, with `analytics/` of its own: the queries, files besides, and the data or none. */
export function copyServer({ files, data }: { files: Record<string, string>; data: boolean }): string {
  const from = resolve(STANDALONE)
  const to = mkdtempSync(join(tmpdir(), 'pergola-standalone-'))
  for (const name of readdirSync(from)) {
    if (name === 'server.js') cpSync(join(from, name), join(to, name))
    else if (name !== 'analytics') symlinkSync(join(from, name), join(to, name))
  }
  const queries = join(to, 'analytics')
  mkdirSync(queries)
  for (const name of readdirSync(join(from, 'analytics'))) {
    const path = join(from, 'analytics', name)
    if (name.endsWith('.sql')) cpSync(path, join(queries, name))
    else if (data) symlinkSync(path, join(queries, name))
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(queries, name), text)
  return to
}
