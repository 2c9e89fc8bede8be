import { join } from 'node:path'

/**
 * The folder `mappings/` of the running portal. The standalone server's working folder is its own, into which the build
 * copies them (outputFileTracingIncludes); in development and for the command line it is the repository's.
 */
export function mappingsFolder(): string {
  return join(/* turbopackIgnore: true */ process.cwd(), 'mappings')
}
