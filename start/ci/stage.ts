import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Counts,
  countsOfPlaywright,
  countsOfVitest,
  type PlaywrightReport,
  type VitestReport,
} from './reports'

/** A part of the suite: what it is called, and how it goes. A thrown error counts as one failure. */
export type Stage = {
  name: string
  run: () => Promise<Counts>
  /** Stages without whose success this one says nothing; it is then counted as failed, unrun. */
  needs?: readonly string[]
}

/** Runs stages in order, says how each went, and ends with the one line that matters. */
export async function runStages(
  stages: readonly Stage[],
  write: (text: string) => void = (text) => process.stdout.write(text),
): Promise<Counts> {
  const broken = new Set<string>()
  const total = await inOrder(stages, broken, write)
  if (total.failures?.length) write(`\n${toldAgain(total.failures)}`)
  if (broken.size > 0) write(`\nFailed: ${[...broken].join(', ')}\n`)
  write(`\n${total.passed} passed, ${total.failed} failed\n`)
  return total
}

const FAILURES = 'What failed:'

/** At the very end too: of a log of thousands of lines the end is what is kept. */
function toldAgain(failures: readonly string[]): string {
  const items = failures.map((failure) => `- ${failure.trim().split(/\n */).slice(0, 25).join('\n    ')}\n`)
  return [`${FAILURES}\n`, ...items].join('')
}

async function inOrder(
  stages: readonly Stage[],
  broken: Set<string>,
  write: (text: string) => void,
): Promise<Counts> {
  const counts: Counts[] = []
  for (const stage of stages) {
    const counted = await runStage(stage, broken, write)
    if (counted.failed > 0) broken.add(stage.name)
    counts.push(counted)
  }
  return sum(counts)
}

function sum(counts: readonly Counts[]): Counts {
  return {
    passed: counts.reduce((all, one) => all + one.passed, 0),
    failed: counts.reduce((all, one) => all + one.failed, 0),
    failures: counts.flatMap((one) => one.failures ?? []),
  }
}

async function runStage(stage: Stage, broken: Set<string>, write: (text: string) => void): Promise<Counts> {
  write(`\n── ${stage.name}\n`)
  const startedAt = performance.now()
  const counts = await countsOf(stage, broken, write)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  write(`── ${stage.name}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)\n`)
  return counts
}

/** Stages that mostly wait, in lanes that run at once: within a lane in order. Each is told and counted as by itself. */
export function lanes(
  name: string,
  each: readonly (readonly Stage[])[],
  write: (text: string) => void = (text) => process.stdout.write(text),
): Stage {
  return {
    name,
    run: async () => {
      const counts = await Promise.all(each.map((stages) => inOrder(stages, new Set(), write)))
      return sum(counts)
    },
  }
}

async function countsOf(stage: Stage, broken: Set<string>, write: (text: string) => void): Promise<Counts> {
  const missing = stage.needs?.filter((name) => broken.has(name)) ?? []
  if (missing.length > 0) {
    write(`not run, since this failed: ${missing.join(', ')}\n`)
    return { passed: 0, failed: 1 }
  }
  try {
    const counts = await stage.run()
    // A suite that ran nothing proves nothing.
    return counts.passed + counts.failed === 0 ? { passed: 0, failed: 1 } : counts
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n`)
    return { passed: 0, failed: 1 }
  }
}

export type Program = { command: string; args: readonly string[]; env?: Record<string, string> }

/** Runs a program with our terminal as its own; answers its exit code. */
export function runProgram({ command, args, env }: Program): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** A program that counts as one check. */
export function check(name: string, program: Program): Stage {
  return {
    name,
    run: async () =>
      (await runProgram(program)) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 },
  }
}

/** A program that prints "N passed, N failed" as its last line that is not empty. */
export function suite(name: string, program: Program): Stage {
  return {
    name,
    run: async () => {
      const { code, tail } = await runAndListen(program)
      const told = /(?:^|\n)(\d+) passed, (\d+) failed$/.exec(tail.trim())
      const counts =
        told === null
          ? { passed: 0, failed: 0 }
          : { passed: Number(told[1]), failed: Number(told[2]), failures: failuresIn(tail) }
      return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
    },
  }
}

/** What another suite told again at its end. */
function failuresIn(tail: string): string[] {
  const list = tail.split(`\n${FAILURES}\n`).at(1)?.split('\n\nFailed: ')[0] ?? ''
  return list.split(/^- /m).filter((item) => item.trim() !== '')
}

/** Runs a program whose output goes to the terminal and is also read: its exit code and its last 100,000 characters. */
function runAndListen({ command, args, env }: Program): Promise<{ code: number; tail: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    })
    let tail = ''
    child.stdout.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk)
      tail = (tail + chunk.toString()).slice(-100_000)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, tail }))
  })
}

/** Runs a program that writes a JSON report to the file it is given, and counts by that report. */
async function reported(
  program: (file: string) => Program,
  read: (report: unknown) => Counts,
): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'pergola-report-'))
  try {
    const file = join(folder, 'report.json')
    const code = await runProgram(program(file))
    const counts = read(JSON.parse(readFileSync(file, 'utf8')))
    // What broke outside any test (a set-up, an unhandled error) shows in the exit code alone.
    return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A run of vitest, counted test by test. */
export function vitest(name: string, args: readonly string[], env?: Record<string, string>): Stage {
  return {
    name,
    run: () =>
      reported(
        (file) => ({
          command: 'node_modules/.bin/vitest',
          args: ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
          ...(env && { env }),
        }),
        (report) => countsOfVitest(report as VitestReport),
      ),
  }
}

/** A run of Playwright, counted test by test; one that passed only when tried again counts as failed. */
export function playwright(name: string, args: readonly string[], env: Record<string, string>): Stage {
  return {
    name,
    run: () =>
      reported(
        (file) => ({
          command: 'node_modules/.bin/playwright',
          args: ['test', ...args, '--reporter=list,json'],
          env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
        }),
        (report) => countsOfPlaywright(report as PlaywrightReport),
      ),
  }
}
