import { z } from 'zod'
import { type CliCommand, CliFailure, defineCommand } from '@/cli/command'
import { LIST_STATES } from './model'
import { reasonWords } from './reason-words'
import { listLinks } from './service/list-links'
import { runCheck } from './service/run-check'

const list = defineCommand({
  path: ['links', 'list'],
  summary: 'List the links that do not work, where they stand, and since when',
  example: 'pergola links list --state failing --json',
  options: [
    {
      flags: '--state <state>',
      description: `${LIST_STATES.join(', ')}; broken when not given; failing ones have not failed for long enough`,
    },
    { flags: '--page <number>', description: 'the page; 50 links each' },
  ],
  schema: z.object({
    state: z.enum(LIST_STATES).default('broken'),
    page: z.coerce.number().int().min(1).max(1_000).default(1),
  }),
  run: async (ctx, { state, page }) => {
    const found = await listLinks(ctx, { state, page, mine: false })
    const data = found.links.map((link) => ({
      url: link.url,
      label: link.label,
      in: link.holder.href,
      title: link.holder.title,
      place: link.place,
      finding: link.finding,
      reason: link.reason,
      status: link.status,
      brokenSince: link.brokenSince,
      failedSince: link.failedSince,
      lastOk: link.okAt,
      checkedAt: link.checkedAt,
    }))
    const never = found.lastCheck === null ? ' No check has been made yet: pergola links check' : ''
    return {
      data: { links: data, total: found.total, cut: found.cut },
      table: {
        columns: ['in', 'link', 'reason', 'failing since', 'last checked'],
        rows: found.links.map((link) => [
          link.holder.code ?? link.holder.title,
          link.url,
          reasonWords(link),
          link.failedSince?.toISOString(),
          link.checkedAt?.toISOString(),
        ]),
      },
      words: `${found.total}${found.cut ? '+' : ''} ${found.total === 1 ? 'link' : 'links'}.${never}`,
    }
  },
})

const check = defineCommand({
  path: ['links', 'check'],
  summary: 'Ask every link now, a request a second at each host, and wait for it',
  example: 'pergola links check --due --json',
  options: [{ flags: '--due', description: 'only those that the next scheduled check would ask' }],
  schema: z.object({ due: z.boolean().default(false) }),
  run: async (ctx, { due }) => {
    const data = await runCheck(ctx, { all: !due })
    if (data.outcome === 'joined')
      throw new CliFailure('Another check is under way: look again when it has ended.')
    const words =
      data.outcome === 'offline'
        ? 'No host outside answered: nothing is held against any link. Is the portal behind a proxy?'
        : 'A link counts as broken when it fails again hours later: pergola links list --state failing'
    return {
      data,
      table: {
        columns: ['held', 'asked', 'left', 'broken', 'owners told'],
        rows: [[data.held, data.asked, data.left, data.broken, data.told]],
      },
      words,
      exitCode: data.outcome === 'offline' ? 1 : 0,
    }
  },
})

export const commands: CliCommand[] = [list, check]
