import { timingSafeEqual } from 'node:crypto'
import { loadDependencyStates } from '@/lib/connections/loaders'
import { env } from '@/lib/platform/env'
import { checkDatabase } from '@/lib/platform/health'
import { cameFromLoopback } from '@/lib/platform/request-log'
import { isShuttingDown } from '@/lib/platform/shutdown'

const HEADERS = { 'cache-control': 'no-store' }

/** Whether to send requests here. Only the database makes it fail; the rest is named, and only to those who may know. */
export async function GET(request: Request): Promise<Response> {
  const database = await checkDatabase()
  const ready = database.ok && !isShuttingDown()
  const body = { status: ready ? 'ready' : 'not ready' }
  const status = ready ? 200 : 503
  if (!mayKnowDetails(request)) return Response.json(body, { status, headers: HEADERS })
  const dependencies = database.ok ? await loadDependencyStates().catch(() => []) : []
  return Response.json(
    { ...body, dependencies: [{ system: 'postgresql', ...database }, ...dependencies] },
    { status, headers: HEADERS },
  )
}

function mayKnowDetails(request: Request): boolean {
  if (cameFromLoopback()) return true
  const expected = env().PERGOLA_OPS_TOKEN
  const given = request.headers.get('authorization')?.replace(/^Bearer /, '')
  if (expected !== undefined && given !== undefined) {
    const [one, other] = [Buffer.from(expected), Buffer.from(given)]
    return one.length === other.length && timingSafeEqual(one, other)
  }
  return false
}
