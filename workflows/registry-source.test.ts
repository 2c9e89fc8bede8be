import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readDefinitions, registrySource } from './registry-source'

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pergola-workflows-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function config(key: string, text: string): Promise<void> {
  await mkdir(join(folder, key))
  await writeFile(join(folder, key, 'config.yaml'), text)
}

const MINIMAL = 'title: Sweep\ndescription: Sweeps.\nowner: House\nsteps: [{ name: sweep, title: Sweep }]\n'

describe('the registry made from the folders', () => {
  it('takes what is not said from the defaults', async () => {
    await config('sweep-up', MINIMAL)
    const [definition] = await readDefinitions(folder)
    expect(definition).toMatchObject({
      key: 'sweep-up',
      tags: [],
      schedule: null,
      startRight: null,
      needs: null,
      concurrency: 1,
      retries: { maxAttempts: 3 },
    })
    expect(registrySource([definition].filter((one) => one !== undefined))).toContain(
      "import { workflow as sweepUp } from './sweep-up/workflow'",
    )
  })

  it.each([
    ['a right that there is not', `${MINIMAL}startRight: sweep:house\n`],
    ['a word that it does not know', `${MINIMAL}retry: 3\n`],
    ['no steps', 'title: Sweep\ndescription: Sweeps.\nowner: House\nsteps: []\n'],
  ])('names the file that holds %s', async (_what, text) => {
    await config('sweep', text)
    await expect(readDefinitions(folder)).rejects.toThrow(/sweep\/config\.yaml is not a workflow's config/)
  })
})
