import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { REPOSITORY, type ReplicaPlan } from './workflow-scene'

export type Builds = {
  /** The same replica twice; the code differs in every function: one as written, one minified. */
  first: ReplicaPlan
  second: ReplicaPlan
  /** The control: its version is not pinned, as without ours DBOS would have it. */
  unpinned: ReplicaPlan
  remove: () => void
}

export async function makeBuilds(): Promise<Builds> {
  // Within the repository, so that packages are found.
  mkdirSync(join(REPOSITORY, '.cache'), { recursive: true })
  const folder = mkdtempSync(join(REPOSITORY, '.cache/builds-'))
  const make = async (name: string, how: BuildOptions = {}): Promise<ReplicaPlan> => {
    const outfile = join(folder, `${name}.mjs`)
    await build({
      absWorkingDir: REPOSITORY,
      entryPoints: ['e2e/crash/workflow-replica.ts'],
      outfile,
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node24',
      alias: { '@': REPOSITORY },
      logLevel: 'warning',
      ...how,
    })
    return { name, args: [outfile], cwd: REPOSITORY, env: { CRASH_BUILD: name } }
  }
  return {
    first: await make('first'),
    second: await make('second', { minify: true }),
    unpinned: await make('unpinned', { plugins: [otherVersion] }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const otherVersion: Plugin = {
  name: 'other-version',
  setup: ({ onLoad }) => {
    onLoad({ filter: /connectors\/dbos\/identity\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      const contents = source.replace("APPLICATION_VERSION = 'pergola'", "APPLICATION_VERSION = 'by-hash'")
      if (contents === source) throw new Error('the pin is not where it was')
      return { contents, loader: 'ts' }
    })
  },
}
