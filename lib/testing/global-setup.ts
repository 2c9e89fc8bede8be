import type { TestProject } from 'vitest/node'
import { createTemplate, dropDatabase, startTestServer } from './database'

declare module 'vitest' {
  // biome-ignore lint/style/useConsistentTypeDefinitions: only an interface can be merged with vitest's own
  export interface ProvidedContext {
    adminUrl: string
    template: string
  }
}

/** Once a run of integration tests: a server and a migrated template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer()
  const template = await createTemplate(server.adminUrl)
  project.provide('adminUrl', server.adminUrl)
  project.provide('template', template)
  return async () => {
    await dropDatabase(server.adminUrl, template)
    await server.stop()
  }
}
