import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { mapColumns, requestApply } from '@/lib/products/service/import-steps'
import { createTestCtx } from '@/lib/testing/actors'
import { addProductsToImport, productOf, sendFile, viewImport } from '@/lib/testing/product-import'
import { launchWorkflows, stopWorkflows } from '@/lib/workflows/runtime'
import { WORKFLOW_DEFINITIONS } from '@/workflows/definitions'
import { workflow } from './workflow'

let editor: Ctx

function definition() {
  const found = WORKFLOW_DEFINITIONS.find(({ key }) => key === 'import-products')
  if (found === undefined) throw new Error('import-products is not defined')
  return found
}

const launch = () => launchWorkflows({ workflows: [{ definition: definition(), workflow }], pollMs: 100 })

beforeAll(async () => {
  await addProductsToImport()
  editor = await createTestCtx({ role: 'editor', name: 'Ada Editor' })
  await launch()
})
afterAll(stopWorkflows)

const untilState = (id: Parameters<typeof viewImport>[1], state: string) =>
  expect
    .poll(async () => (await viewImport(editor, id)).found.state, { timeout: 20_000, interval: 100 })
    .toBe(state)

it('checks a file that was sent, and writes it once that is confirmed, behind whoever sent it', async () => {
  const id = await sendFile(editor, 'code,name\nB-1,Renamed\nNEW-1,New\n')
  await mapColumns(editor, { id, mapping: ['code', 'name'] })
  await untilState(id, 'checked')
  expect(await productOf('B-1')).toMatchObject({ name: 'Drink 1' })
  await requestApply(editor, id)
  await untilState(id, 'done')
  expect(await productOf('B-1')).toMatchObject({ name: 'Renamed', version: 2 })
  const requests = await db().workflowRequest.findMany({ where: { workflowKey: 'import-products' } })
  expect(requests.map(({ reason, actorId }) => `${reason} ${actorId}`).sort()).toEqual([
    `Check products.csv ${editor.actor.id}`,
    `Import products.csv ${editor.actor.id}`,
  ])
})

it('takes up what was asked for while no engine ran', async () => {
  await stopWorkflows()
  const id = await sendFile(editor, 'code,name\nB-2,Renamed\n')
  await mapColumns(editor, { id, mapping: ['code', 'name'] })
  await launch()
  await untilState(id, 'checked')
})
