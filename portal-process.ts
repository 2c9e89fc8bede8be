import { startAnswerHeaders } from '@/lib/platform/answer-headers'
import { EnvError, env } from '@/lib/platform/env'
import { startRequestLog } from '@/lib/platform/request-log'
import { installShutdown, onShutdown } from '@/lib/platform/shutdown'

/**
 * What a portal process does beside answering requests: checks its environment, seals the audit record, runs workflows in a
 * process of their own. A bad environment ends the process: an error thrown from instrumentation would only turn every
 * answer into a 500.
 */
export async function startPortalProcess(): Promise<void> {
  try {
    env()
  } catch (error) {
    if (!(error instanceof EnvError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
  startRequestLog()
  startAnswerHeaders()
  installShutdown()
  const [{ closeDatabase }, analytics, audit, engine, workflows, { logger }] = await Promise.all([
    import('@/lib/platform/db'),
    import('@/lib/analytics/jobs'),
    import('@/lib/audit/jobs'),
    import('@/lib/workflows/engine'),
    import('@/lib/workflows/apart'),
    import('@/lib/platform/logger'),
  ])
  onShutdown('database', closeDatabase)
  onShutdown('analytics', analytics.closeAnalytics)
  void analytics
    .readCatalogue()
    .catch((error: unknown) => logger.error({ err: error }, 'the queries could not be read'))
  audit.startSealer()
  onShutdown('audit record', audit.stopSealer)
  onShutdown('what runs are read through', engine.closeWorkflowEngine)
  onShutdown('workflows', workflows.stopWorkflowsApart, { atOnce: true })
  workflows.startWorkflowsApart()
}

/** Every error that escapes a page, action or route handler, once, with its request. */
export async function logRequestError(error: unknown, facts: Record<string, string>): Promise<void> {
  const [{ logger }, { toAppError, ERROR_TABLE }] = await Promise.all([
    import('@/lib/platform/logger'),
    import('@/lib/platform/errors'),
  ])
  const known = toAppError(error)
  const { level } = ERROR_TABLE[known.code]
  logger[level](
    { ...facts, code: known.code, details: known.details, err: known.cause ?? error },
    'request error',
  )
}
