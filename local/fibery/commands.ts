import type { Workspace } from './workspace'

type Reply = { success: boolean; result: unknown }

const fault = (name: string): Reply => ({
  success: false,
  result: { name, message: `The stand-in says ${name}.`, data: {} },
})

/** `/api/commands`: one command or a list of them, answered alike. null: a command that nobody knows, a 500 in Fibery. */
export function runCommands(workspace: Workspace, body: unknown): Reply | Reply[] | null {
  if (!Array.isArray(body)) return runCommand(workspace, body)
  const replies = body.map((command) => runCommand(workspace, command))
  return replies.every((reply) => reply !== null) ? replies : null
}

type Command = { command?: unknown; args?: { query?: { 'q/from'?: unknown; 'q/select'?: unknown } } } | null

function runCommand(workspace: Workspace, sent: unknown): Reply | null {
  const { command, args } = (sent as Command) ?? {}
  if (command !== 'fibery.entity/query') {
    return typeof command === 'string' && command.startsWith('fibery.entity/') ? fault('read-only') : null
  }
  const query = args?.query
  const count = workspace.counts.get(String(query?.['q/from']))
  if (count === undefined) return fault('entity.error/schema-type-not-found')
  // Nothing but the count is asked of the stand-in this way.
  if (JSON.stringify(query?.['q/select']) !== '{"count":["q/count","fibery/id"]}')
    return fault('not-supported')
  return { success: true, result: [{ count }] }
}
