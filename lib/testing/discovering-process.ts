import { createInterface } from 'node:readline'
import { refreshSpace } from '@/lib/knowledge/service/refresh'
import { closeDatabase } from '@/lib/platform/db'
import { refresher } from './knowledge'

// One portal process that discovers without end, nothing of it replaced: the limiter, the connector, the rows. It says
// `ready`, begins when it is told to, and ends with SIGTERM, saying how its discoveries ended.

const spaces = (process.env.DISCOVER ?? '').split(',')
const outcomes: Record<string, number> = {}
let going = true

process.stdout.write('ready\n')
await new Promise<void>((resolve) => createInterface(process.stdin).once('line', () => resolve()))
process.once('SIGTERM', () => {
  going = false
})
for (let turn = 0; going; turn += 1) {
  const { outcome, failure } = await refreshSpace(refresher(), { space: spaces[turn % spaces.length] ?? '' })
  const key = failure === null ? outcome : failure.code
  outcomes[key] = (outcomes[key] ?? 0) + 1
}
process.stdout.write(`${JSON.stringify(outcomes)}\n`)
await closeDatabase()
process.exit()
