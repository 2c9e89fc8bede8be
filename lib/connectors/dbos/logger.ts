import type { DLogger } from '@dbos-inc/dbos-sdk/internal/telemetry/logs'
import type { Logger } from '@/lib/platform/logger'

/** The engine's log in the portal's: its news is our debug, its failures keep their error. */
export function toEngineLogger(logger: Logger): DLogger {
  const log = logger.child({ part: 'workflow-engine' })
  return {
    info: (entry) => log.debug(String(entry)),
    debug: (entry) => log.trace(String(entry)),
    warn: (entry) => log.warn(String(entry)),
    error: (entry, metadata) => log.error({ err: metadata?.error ?? entry }, String(entry)),
  }
}
