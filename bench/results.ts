import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'

export type Row = {
  what: string
  value: number
  unit: string
  control?: number
  ratio?: number
  budget?: string
  met?: boolean
}

/** Prints one bench's rows and keeps them in bench/results/<name>.json. */
export function writeResults(name: string, rows: readonly Row[]): void {
  const folder = join(import.meta.dirname, 'results')
  mkdirSync(folder, { recursive: true })
  const machine = {
    cpu: cpus()[0]?.model ?? '',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  }
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 2)}\n`,
  )
  console.log(`\n${name}`)
  console.table(
    rows.map(({ what, value, unit, control, ratio, budget, met }) => ({
      what,
      value: `${round(value)} ${unit}`,
      control: control === undefined ? '' : `${round(control)} ${unit}`,
      ratio: ratio === undefined ? '' : round(ratio),
      budget: budget ?? '',
      met: met === undefined ? '' : met ? 'yes' : 'NO',
    })),
  )
}

function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100
}
