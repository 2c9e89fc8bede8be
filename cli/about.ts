import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CliCommand } from './command'

type Package = { version: string; dependencies: Record<string, string> }

const SHOWN = ['next', 'react', '@prisma/client', '@dbos-inc/dbos-sdk', '@duckdb/node-api'] as const

function readPackage(): Package {
  return JSON.parse(readFileSync(resolve('package.json'), 'utf8')) as Package
}

export const about: CliCommand = {
  path: ['about'],
  summary: 'Say which version this is and what it is made of',
  example: 'pergola about --json',
  needsDatabase: false,
  run: async () => {
    const { version, dependencies } = readPackage()
    const data = {
      version,
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
      parts: Object.fromEntries(SHOWN.map((name) => [name, dependencies[name] ?? null])),
    }
    const rows = [
      ['pergola', version],
      ['node', data.node],
      ['platform', data.platform],
      ...SHOWN.map((name) => [name, data.parts[name] ?? null]),
    ]
    return { data, table: { columns: ['part', 'version'], rows } }
  },
}
