import { createInterface } from 'node:readline'
import { runQuery } from '@/lib/analytics/service'
import { flushAsks } from '@/lib/analytics/service/record-asks'
import { closeDatabase } from '@/lib/platform/db'
import { answerFrom, reader, STEADY } from './questions'

// One portal process that asks what it is told to: a line `{ id, readers, leaveAfterMs? }` asks for so many readers at
// once and is answered with a line of what each was given. Nothing of the portal is replaced but the engine.

type Order = { id: string; readers: number; leaveAfterMs?: number; parameters?: Record<string, string> }

answerFrom(process.env.ENGINE_URL ?? '')
process.chdir(process.env.QUESTIONS ?? '')
process.stdout.write('ready\n')

async function ask({ leaveAfterMs, parameters }: Order): Promise<string> {
  const signal = leaveAfterMs === undefined ? undefined : AbortSignal.timeout(leaveAfterMs)
  return await runQuery(reader(), { key: STEADY, purpose: 'page', parameters, signal }).then(
    ({ kind, rows, fault }) => `${kind} ${JSON.stringify(rows)}${fault === null ? '' : ` ${fault.code}`}`,
    (error: { code?: unknown; name: string }) => (typeof error.code === 'string' ? error.code : error.name),
  )
}

const lines = createInterface(process.stdin)
lines.on('line', (line) => {
  const order = JSON.parse(line) as Order
  void Promise.all(Array.from({ length: order.readers }, () => ask(order))).then(async (given) => {
    await flushAsks()
    process.stdout.write(`${JSON.stringify({ id: order.id, given })}\n`)
  })
})
lines.once('close', () => {
  void closeDatabase().then(() => process.exit())
})
