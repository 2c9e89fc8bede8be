import { join } from 'node:path'

/**
 * The folder `dashboards/` of the running portal. The standalone server's working folder is its own, into which the build
 * copies the files (outputFileTracingIncludes); in development and for the command line it is the repository's.
 */
export function dashboardsFolder(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), 'dashboards')
}
