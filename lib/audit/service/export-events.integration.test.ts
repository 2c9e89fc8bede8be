import { beforeEach, describe, expect, it } from 'vitest'
import { db, inTransaction } from '@/lib/platform/db'
import { ctxOf, recordSome, wipeRecord } from '@/lib/testing/audit'
import { recordChange } from '../service'
import { type ExportFormat, exportAuditEvents } from './export-events'

const exporter = ctxOf({ name: 'Ex Porter', rights: [{ right: 'export:audit' }] })

async function textOf(format: ExportFormat, filter = {}): Promise<string> {
  let text = ''
  for await (const chunk of await exportAuditEvents(exporter, { filter, format, timeZone: 'UTC' }))
    text += chunk
  return text
}

beforeEach(wipeRecord)

describe('exportAuditEvents', () => {
  it('refuses who may read but not export, and records that', async () => {
    const readerOnly = ctxOf({ rights: [{ right: 'read:audit' }] })
    await expect(
      exportAuditEvents(readerOnly, { filter: {}, format: 'csv', timeZone: 'UTC' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN', details: { right: 'export:audit' } })
    expect(await db().auditEvent.count({ where: { actorId: readerOnly.actor.id, outcome: 'refused' } })).toBe(
      1,
    )
  })

  it('writes every match once, over many chunks, and records the export', async () => {
    await db().$executeRaw`
      INSERT INTO audit_event (id, at, actor_kind, actor_id, action, subject_kind, subject_id, outcome, request_id, mac)
      SELECT gen_random_uuid(), timestamptz '2026-01-01' + n / 3 * interval '1 microsecond', 'job', 'many', 'a', 'b', n::text, 'done', 'r', ''
      FROM generate_series(1, 2500) n`
    const events = JSON.parse(await textOf('json', { actor: 'many' })) as { subject: { id: string } }[]
    expect(events).toHaveLength(2_500)
    expect(new Set(events.map(({ subject }) => subject.id)).size).toBe(2_500)
    expect((await textOf('csv', { actor: 'many' })).trimEnd().split('\r\n')).toHaveLength(2_501)
    const own = await db().auditEvent.findMany({ where: { action: 'audit.exported' } })
    expect(own.map(({ changes }) => changes)).toContainEqual({
      format: { before: null, after: 'csv' },
      'filter.actor': { before: null, after: '(set)' },
    })
  })

  it('is sound JSON when nothing matches', async () => {
    expect(JSON.parse(await textOf('json', { actor: 'nobody at all' }))).toEqual([])
  })

  it('writes no cell that a spreadsheet would run', async () => {
    await recordSome(1)
    for (const id of ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '=HYPERLINK("http://x","y")']) {
      await inTransaction((tx) => recordChange(tx, ctxOf(), { action: 'a', subject: { kind: 'k', id } }))
    }
    const csv = await textOf('csv', { kind: 'k' })
    expect(csv).toContain(",'=1+1,")
    expect(csv).toContain(`,"'=HYPERLINK(""http://x"",""y"")",`)
    const cells = csv.split('\r\n').slice(1).join(',').split(',')
    expect(cells.filter((cell) => /^"?[=+\-@\t\r]/.test(cell))).toEqual([])
  })
})
