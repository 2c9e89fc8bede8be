import { parseCspReports, readAtMost } from '@/lib/platform/csp-report'
import { logger } from '@/lib/platform/logger'

const MAX_BYTES = 16_384
const MAX_A_MINUTE = 60

let windowStart = 0
let taken = 0

/** A browser's report of a broken content security policy: logged, bounded, never trusted. */
export async function POST(request: Request): Promise<Response> {
  const now = Date.now()
  if (now - windowStart > 60_000) {
    windowStart = now
    taken = 0
  }
  taken += 1
  if (taken > MAX_A_MINUTE) return new Response(null, { status: 204 })
  const body = await readAtMost(request.body, MAX_BYTES)
  const reports = body === null ? [] : parseCspReports(body)
  if (reports.length > 0) {
    logger.warn({ requestId: request.headers.get('x-request-id'), reports }, 'content security policy report')
  }
  return new Response(null, { status: 204 })
}
