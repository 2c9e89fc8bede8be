import { join } from 'node:path'

/**
 * Bundles the program of the engine apart (lib/connectors/duckdb/apart) into a standalone folder. It is started by its
 * path, in a process of its own, so that Next's build does not find it.
 */
export async function bundleApart(repository: string, standalone: string): Promise<void> {
  // Not in an image, whose command line carries this file's neighbours.
  const { build } = await import('esbuild')
  await build({
    absWorkingDir: repository,
    entryPoints: ['lib/connectors/duckdb/apart/program.ts'],
    outfile: join(standalone, 'dist/duckdb-apart.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    logLevel: 'warning',
  })
}
