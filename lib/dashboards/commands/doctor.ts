import { z } from 'zod'
import { CliFailure, defineCommand } from '@/cli/command'
import { isAppError } from '@/lib/platform/errors'
import { examineSuperset } from '../service/examine-superset'

/** `pergola dashboards doctor`. */
export const doctor = defineCommand({
  path: ['dashboards', 'doctor'],
  summary:
    'Ask Superset as a guest would, and say which known ways past the row rules are open; exits 1 when one is',
  example: 'pergola dashboards doctor --json',
  schema: z.object({}),
  run: async (ctx) => {
    const { target, at, findings } = await examineSuperset(ctx).catch(explained)
    const open = findings.filter(({ outcome }) => outcome === 'open')
    const unknown = findings.filter(({ outcome }) => outcome === 'unknown')
    return {
      data: { target, at, findings },
      table: {
        columns: ['state', 'what a guest tried', 'answer', 'what closes it'],
        rows: findings.map(({ outcome, title, detail, remedy }) => [
          outcome,
          title,
          detail,
          outcome === 'closed' ? null : remedy,
        ]),
      },
      words:
        open.length === 0
          ? `No known way past the row rules is open at ${target}${unknown.length === 0 ? '.' : `; ${unknown.length} could not be told.`}`
          : `${open.length} known ways past the row rules are open at ${target}.`,
      exitCode: open.length === 0 ? 0 : 1,
    }
  },
})

/** What stands in the way of trying, in words that say what to do. */
function explained(error: unknown): never {
  if (!isAppError(error)) throw error
  const { reason, detail, code } = error.details
  if (reason === 'no-ground') throw new CliFailure(`nothing could be tried: ${String(detail)}.`)
  if (error.code.startsWith('UPSTREAM_')) {
    throw new CliFailure(`Superset could not be asked (${String(code)}, ${String(detail)}).`)
  }
  throw error
}
