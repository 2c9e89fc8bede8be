import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { WorkflowDefinition } from '@/lib/workflows/model'
import { parseWorkflowConfig } from '@/lib/workflows/schema'

const HEADER =
  '// Made by `npm run workflows:registry` from the folders beside it. A test fails when it has fallen behind.\n'

/** Every `workflows/<key>/config.yaml`, in the order of the keys. @throws naming the file that cannot be read or is wrong. */
export async function readDefinitions(folder: string): Promise<WorkflowDefinition[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const keys = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return await Promise.all(
    keys.sort().map(async (key) => {
      const file = join(folder, key, 'config.yaml')
      try {
        return parseWorkflowConfig(key, parse(await readFile(file, 'utf8')))
      } catch (error) {
        throw new Error(`${file} is not a workflow's config: ${(error as Error).message}`, { cause: error })
      }
    }),
  )
}

/** `definitions.ts`: data only, for pages and services, which never load a workflow's code. */
export function definitionsSource(definitions: readonly WorkflowDefinition[]): string {
  return `${HEADER}import type { WorkflowDefinition } from '@/lib/workflows/model'

export const WORKFLOW_DEFINITIONS = ${JSON.stringify(definitions, null, 2)} as unknown as readonly WorkflowDefinition[]
`
}

/** `registry.ts`: the code, for the process that runs it. */
export function registrySource(definitions: readonly WorkflowDefinition[]): string {
  const keys = definitions.map(({ key }) => key)
  const nameOf = (key: string) => key.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
  const imports = keys.map((key) => `import { workflow as ${nameOf(key)} } from './${key}/workflow'`)
  const entries = keys.map((key) => `  '${key}': ${nameOf(key)},`)
  return `${HEADER}import type { Workflow } from '@/lib/workflows/workflow'
${imports.join('\n')}

export const WORKFLOWS: Readonly<Record<string, Workflow>> = {
${entries.join('\n')}
}
`
}
