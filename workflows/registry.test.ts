import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { validateCrontab } from '@/lib/connectors/dbos/cron'
import { WORKFLOW_DEFINITIONS } from './definitions'
import { WORKFLOWS } from './registry'
import { readDefinitions } from './registry-source'

const folder = import.meta.dirname
const folders = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name)

describe('the registry of workflows', () => {
  it('says what each config.yaml says (npm run workflows:registry writes it)', async () => {
    expect(WORKFLOW_DEFINITIONS).toEqual(await readDefinitions(folder))
  })

  it('holds the code of each folder and nothing else', () => {
    expect(Object.keys(WORKFLOWS).sort()).toEqual(folders.sort())
    for (const workflow of Object.values(WORKFLOWS)) expect(workflow.run).toBeTypeOf('function')
  })
})

describe.each(WORKFLOW_DEFINITIONS)('the workflow $key', (definition) => {
  it('has a test of its own', () => {
    const tests = ['workflow.test.ts', 'workflow.integration.test.ts']
    expect(tests.some((file) => existsSync(join(folder, definition.key, file)))).toBe(true)
  })

  it('has a schedule that the engine can read', () => {
    if (definition.schedule !== null) validateCrontab(definition.schedule.cron)
  })
})
