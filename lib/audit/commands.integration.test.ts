import { describe, expect, it } from 'vitest'
import { RIGHTS } from '@/lib/access/model'
import { asIntruder, ctxOf, recordSome } from '@/lib/testing/audit'
import { commands } from './commands'

const ctx = {
  ...ctxOf({ kind: 'cli', id: 'cli:tester', rights: RIGHTS.map((right) => ({ right })) }),
  json: true,
}

async function run(word: string, input = {}) {
  const command = commands.find(({ path }) => path.join(' ') === `audit ${word}`)
  if (command === undefined) throw new Error(`no command audit ${word}`)
  return await command.run(ctx, input)
}

describe('pergola audit', () => {
  it('seals, verifies with exit code 0, and with 1 and the fault named once a row was edited', async () => {
    await recordSome(3)
    await expect
      .poll(
        async () => {
          await run('seal')
          return ((await run('verify')).data as { sealed: number }).sealed
        },
        { timeout: 20_000 },
      )
      .toBe(3)
    const sound = await run('verify')
    expect([sound.exitCode, sound.words]).toEqual([0, expect.stringContaining('The audit record is whole.')])
    await asIntruder((client) =>
      client.query(`UPDATE audit_event SET outcome = 'failed' WHERE subject_id = 'e-2'`),
    )
    const broken = await run('verify')
    expect(broken.exitCode).toBe(1)
    expect(broken.table?.rows).toEqual([
      ['row-edited', '2', expect.any(String), 'The event was changed after it was sealed.'],
    ])
  })

  it('lists with filters', async () => {
    await recordSome(3)
    const { data, words } = await run('list', { kind: 'product', limit: 2 })
    expect((data as { subject: { id: string } }[]).map(({ subject }) => subject.id)).toEqual(['e-3', 'e-2'])
    expect(words).toMatch(/^The latest 2 of /)
    await expect(run('list', { outcome: 'perhaps' })).rejects.toThrow(/outcome/)
  })
})
