import { randomUUID } from 'node:crypto'
import { RIGHTS } from '@/lib/access/model'
import { loadDemoData, setDemoAccess } from '@/lib/demo/service'
import { closeDatabase } from '@/lib/platform/db'

// `load-demo.ts [data] [access|no-access]`: what start/demo.ts found wanting, as a job of the portal's.
const wanted = new Set(process.argv.slice(2))
const ctx = {
  actor: { kind: 'job' as const, id: 'start', name: 'start', rights: RIGHTS.map((right) => ({ right })) },
  requestId: randomUUID(),
  now: () => new Date(),
}
const done: string[] = []
if (wanted.has('data')) {
  const counts = await loadDemoData(ctx, { root: process.cwd(), again: false })
  if (counts !== undefined) done.push(`${counts.products} products in ${counts.productGroups} groups`)
}
if (wanted.has('access') && (await setDemoAccess(ctx, true))) done.push('roles of the demo accounts')
if (wanted.has('no-access') && (await setDemoAccess(ctx, false)))
  done.push('roles of the demo accounts taken back')
await closeDatabase()
process.stdout.write(`${done.join(', ') || 'nothing to do'}\n`)
