import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@/start/free-port'
import { SERVER_FLAGS } from '@/start/server-flags'
import { median } from './load'
import type { Row } from './results'
import { type BenchHouse, CONTROL_SERVER, controlEnv } from './served'

const ROUNDS = 5
const STANDALONE = resolve('.next/standalone')

/** Spawns a program and answers the milliseconds until `url` answers 200. */
async function untilFirst200(url: string, start: () => ReturnType<typeof spawn>): Promise<number> {
  const startedAt = performance.now()
  const child = start()
  try {
    while (performance.now() - startedAt < 60_000) {
      const answer = await fetch(url).catch(() => null)
      await answer?.arrayBuffer()
      if (answer?.status === 200) return performance.now() - startedAt
      await sleep(10)
    }
    throw new Error(`${url} did not answer within 60 s`)
  } finally {
    const ended = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await ended
  }
}

/** Built server to first 200 with an outside database; `npm start` the second time; the control's server beside both. */
export async function benchStartTimes({ house }: BenchHouse): Promise<Row[]> {
  const server = await rounds(async () => {
    const port = await freePort(6_100)
    const env = {
      ...process.env,
      ...house.env,
      NODE_ENV: 'production',
      PORT: String(port),
      HOSTNAME: 'localhost',
      NEXT_MANUAL_SIG_HANDLE: 'true',
    } as const
    return await untilFirst200(`http://localhost:${port}/api/health/ready`, () =>
      spawn(process.execPath, [...SERVER_FLAGS, 'server.js'], { cwd: STANDALONE, env, stdio: 'ignore' }),
    )
  })
  const bare = await rounds(async () => {
    const port = await freePort(6_100)
    return await untilFirst200(`http://localhost:${port}/bare`, () =>
      spawn(process.execPath, [...SERVER_FLAGS, 'server.js'], {
        cwd: CONTROL_SERVER,
        env: controlEnv(port),
        stdio: 'ignore',
      }),
    )
  })
  const whole = await benchSecondStart()
  return [
    {
      what: 'built server, start to first 200, outside database',
      value: server,
      unit: 'ms',
      control: bare,
      ratio: server / bare,
      budget: '≤ 1,500 ms',
      met: server <= 1_500,
    },
    {
      what: 'npm start, second time, embedded database',
      value: whole,
      unit: 'ms',
      control: bare,
      ratio: whole / bare,
      budget: '≤ 8,000 ms',
      met: whole <= 8_000,
    },
  ]
}

async function benchSecondStart(): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'pergola-bench-'))
  try {
    const once = async () => {
      const port = await freePort(6_200)
      const env = { ...process.env, PORT: String(port), PERGOLA_DATA_DIR: dataDir, LOG_LEVEL: 'error' }
      return await untilFirst200(`http://localhost:${port}/api/health/ready`, () =>
        spawn(process.execPath, ['--import', 'tsx', 'start/main.ts'], { env, stdio: 'ignore' }),
      )
    }
    await once()
    return await rounds(once)
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function rounds(measure: () => Promise<number>): Promise<number> {
  const values = []
  for (let round = 0; round < ROUNDS; round += 1) values.push(await measure())
  return median(values)
}
