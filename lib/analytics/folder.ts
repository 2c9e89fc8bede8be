import { join } from 'node:path'

/**
 * The folder `analytics/` of the running portal. The standalone server's working folder is its own, into which the build
 * copies the queries and their data (outputFileTracingIncludes); in development and for the command line it is the
 * repository's.
 */
export function analyticsFolder(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), 'analytics')
}
