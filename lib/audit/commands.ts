import { z } from 'zod'
import { type CliCommand, defineCommand } from '@/cli/command'
import { toPlainEvent } from './export-lines'
import { FAULT_WORDS, placeOf } from './faults'
import { auditFilterSchema } from './schema'
import { archiveAudit } from './service/archive-audit'
import { listAuditEvents } from './service/list-events'
import { sealAudit, verifyAudit } from './service/verify-audit'
import type { Verification } from './verification'

function wordsOf(result: Verification): string {
  const { unsealed } = result
  const total = Object.values(result.faultCounts).reduce((sum, count) => sum + count, 0)
  const waiting =
    unsealed.count === 0
      ? 'Nothing waits for its seal.'
      : `${unsealed.count} unsealed, the oldest of ${unsealed.oldestAt?.toISOString()}.`
  const lines = [
    result.ok ? 'The audit record is whole.' : `The audit record is NOT whole: ${total} faults.`,
    `${result.sealed} sealed events up to position ${result.lastPosition}. ${waiting}`,
    ...result.notes,
  ]
  if (result.faults.length < total && result.faults.length >= 1_000)
    lines.push(`Only the first ${result.faults.length} faults are named.`)
  return lines.join('\n')
}

const verify = defineCommand({
  path: ['audit', 'verify'],
  summary: 'Recompute the whole audit record and name every fault',
  example: 'pergola audit verify --json',
  schema: z.object({}),
  run: async (ctx) => {
    const result = await verifyAudit(ctx)
    return {
      data: {
        ...result,
        faults: result.faults.map((fault) => ({ ...fault, words: FAULT_WORDS[fault.kind] })),
      },
      table: {
        columns: ['fault', 'position', 'event', 'what it means'],
        rows: result.faults.map((fault) => [
          fault.kind,
          placeOf(fault),
          fault.eventId,
          [FAULT_WORDS[fault.kind], fault.detail].filter(Boolean).join(' '),
        ]),
      },
      words: wordsOf(result),
      exitCode: result.ok ? 0 : 1,
    }
  },
})

const seal = defineCommand({
  path: ['audit', 'seal'],
  summary: 'Seal the events whose transactions have ended, as the portal does every few seconds',
  example: 'pergola audit seal',
  schema: z.object({}),
  run: async (ctx) => {
    const { ran, sealed, position } = await sealAudit(ctx)
    return {
      data: { ran, sealed, position },
      table: { columns: ['sealed', 'position'], rows: [[sealed, ran ? position : '']] },
      words: ran ? `${sealed} events sealed.` : 'Another sealer is at work: nothing to do here.',
    }
  },
})

const list = defineCommand({
  path: ['audit', 'list'],
  summary: 'List audit events, newest first',
  example: 'pergola audit list --action "product.*" --from 2026-11-01 --json',
  options: [
    { flags: '--actor <actor>', description: "an actor's id, or part of a person's name or e-mail" },
    { flags: '--action <action>', description: 'product.updated, or product.* for all that begin so' },
    { flags: '--kind <kind>', description: 'kind of subject, such as product' },
    { flags: '--id <id>', description: "the subject's id" },
    { flags: '--outcome <outcome>', description: 'done, refused or failed' },
    { flags: '--request <id>', description: 'request id' },
    { flags: '--from <moment>', description: 'a day (UTC) or a moment with its zone' },
    { flags: '--to <moment>', description: 'the last day or moment, included' },
    { flags: '--limit <count>', description: 'how many at most, 1 to 1000 (50)' },
  ],
  schema: auditFilterSchema.extend({ limit: z.coerce.number().int().min(1).max(1_000).default(50) }),
  run: async (ctx, { limit, ...filter }) => {
    const { events, total, capped, older } = await listAuditEvents(ctx, { filter, limit, timeZone: 'UTC' })
    return {
      data: events.map(toPlainEvent),
      table: {
        columns: ['at', 'outcome', 'actor', 'action', 'subject', 'count', 'position'],
        rows: events.map((event) => [
          event.at.toISOString(),
          event.outcome,
          event.actor.name ?? event.actor.id,
          event.action,
          `${event.subject.kind} ${event.subject.id}`,
          event.count,
          event.position,
        ]),
      },
      words: older === null ? undefined : `The latest ${events.length} of ${total}${capped ? '+' : ''}.`,
    }
  },
})

const archive = defineCommand({
  path: ['audit', 'archive'],
  summary: 'Take sealed events older than a moment out of the record, leaving a signed starting point',
  example: 'pergola audit archive --before 2025-01-01',
  options: [
    { flags: '--before <moment>', description: 'a day (UTC) or a moment with its zone', required: true },
  ],
  schema: z.object({ before: z.union([z.iso.date(), z.iso.datetime({ offset: true })]) }),
  run: async (ctx, { before }) => {
    const { archived, upTo } = await archiveAudit(ctx, { before: new Date(before) })
    return {
      data: { archived, upTo },
      table: { columns: ['archived', 'up to position'], rows: [[archived, upTo]] },
      words: `${archived} events taken out. The record begins after position ${upTo}.`,
    }
  },
})

export const commands: readonly CliCommand[] = [verify, seal, list, archive]
