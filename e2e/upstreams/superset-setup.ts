import type { TestProject } from 'vitest/node'
import { createTemplate, dropDatabase } from '@/lib/testing/database'
import { type Superset, type SupersetFacts, startSuperset } from '@/start/upstreams/superset'
import { installSuperset } from '@/start/upstreams/superset/install'

/** As an embedding host should be, with nothing but embedding switched on, and as it should be in the version before. */
export type Supersets = Record<'ours' | 'plain' | 'older', SupersetFacts>

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be merged with vitest's own
  export interface ProvidedContext {
    supersets: Supersets
  }
}

/** Once for all files of the project: three servers, made ready side by side, and a template of the portal's database. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const newest = installSuperset('6.1.0', () => {})
  const starting = [
    newest.then(() => startSuperset({ given: { SUPERSET_PRUNE_SECONDS: '0' } })),
    newest.then(() => startSuperset({ plain: true })),
    startSuperset({ version: '6.0.0' }),
  ] as const
  const settled = await Promise.allSettled(starting)
  const stop = async () => {
    for (const one of settled) if (one.status === 'fulfilled') await one.value.stop()
  }
  try {
    const [ours, plain, older] = await Promise.all(starting)
    const template = await createTemplate(ours.adminUrl)
    project.provide('supersets', { ours: factsOf(ours), plain: factsOf(plain), older: factsOf(older) })
    project.provide('adminUrl', ours.adminUrl)
    project.provide('template', template)
    return async () => {
      await dropDatabase(ours.adminUrl, template)
      await stop()
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function factsOf({ stop: _, ended: __, ...facts }: Superset): SupersetFacts {
  return facts
}
