import { z } from 'zod'
import { CliNotAsked, defineCommand } from '@/cli/command'
import { isAppError } from '@/lib/platform/errors'
import { examineSuperset } from '../service/examine-superset'

/** `pergola dashboards doctor`. */
export const doctor = defineCommand({
  path: ['dashboards', 'doctor'],
  summary:
    'Ask Superset as a guest would, and say which known ways past the row rules are open; exits 1 when one is, or when nothing could be tried',
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

/** What stands in the way of trying, in words that say what to do. It says nothing of what is open: JSON tells the two apart. */
function explained(error: unknown): never {
  if (!isAppError(error)) throw error
  const { reason, detail, code } = error.details
  const system = 'superset'
  if (reason === 'no-ground') {
    const remedy = String(detail)
    throw new CliNotAsked(`nothing could be tried: ${remedy}.`, {
      system,
      code: 'NOTHING_TO_TRY_WITH',
      remedy,
    })
  }
  if (error.code.startsWith('UPSTREAM_')) {
    const words = `Superset could not be asked (${String(code)}, ${String(detail)}).`
    const remedy = 'pergola doctor says how the connection stands, and what to do.'
    throw new CliNotAsked(`${words} ${remedy}`, { system, code: String(code), remedy })
  }
  throw error
}
