import { join } from 'node:path'
import type { BuildOptions } from 'esbuild'

/** Traced into the standalone folder by Next, since the portal uses them: native parts, and what must be there once. */
const FROM_NODE_MODULES = [
  'pg',
  'pino',
  '@dbos-inc/dbos-sdk',
  '@duckdb/node-api',
  '@duckdb/node-bindings',
  '@grpc/grpc-js',
  '@grpc/proto-loader',
  'next',
]

/** How a program of the portal's own code is bundled, to be run by Node from the standalone folder. */
export function portalProgram(repository: string): BuildOptions {
  return {
    absWorkingDir: repository,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: [...FROM_NODE_MODULES, ...FROM_NODE_MODULES.map((name) => `${name}/*`)],
    alias: { 'server-only': join(repository, 'lib/testing/server-only.ts') },
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: `import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);`,
    },
    logLevel: 'warning',
  }
}

/**
 * Bundles what the portal starts by its path in processes of their own, so that Next's build does not find it, into a
 * standalone folder: the engine apart (lib/connectors/duckdb/apart) and the workflows (lib/workflows/apart.ts).
 */
export async function bundleApart(repository: string, standalone: string): Promise<void> {
  // Not in an image, whose command line carries this file's neighbours.
  const { build } = await import('esbuild')
  await Promise.all([
    build({
      ...portalProgram(repository),
      entryPoints: ['lib/connectors/duckdb/apart/program.ts'],
      outfile: join(standalone, 'dist/duckdb-apart.mjs'),
    }),
    build({
      ...portalProgram(repository),
      entryPoints: { apart: 'workflows/apart-program.ts' },
      outdir: join(standalone, 'dist/workflows'),
      outExtension: { '.js': '.mjs' },
      // What few runs need is loaded by those.
      splitting: true,
    }),
  ])
}
