import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConditionedRight, Ctx } from '@/lib/access/model'
import type { Engine } from '@/lib/analytics/engine-shape'
import type { QueryKey } from '@/lib/analytics/model'
import { engineAt } from './engine-server'

/** Does not change; over the reader's rows; may be a second old. */
export const STEADY = 'steady' as QueryKey
export const SCOPED = 'scoped' as QueryKey
export const SHORT_LIVED = 'short-lived' as QueryKey

const FRONT = (title: string, more = '') =>
  `/*---\ntitle: ${title}\nowner: Test\nsources: [anything]\n${more}---*/\n`
const SCOPE = `SELECT n FROM anything WHERE $scope_all OR list_contains($scope_groups, n)`
const FILES: Record<string, string> = {
  'steady.sql': `${FRONT('Steady', 'parameters:\n  n: { type: integer, default: 1 }\n')}SELECT $n AS n`,
  'scoped.sql': `${FRONT('Scoped', 'rowScope: productGroup\n')}${SCOPE}`,
  'short-lived.sql': `${FRONT('Short-lived', 'freshness: 1 minute\n')}SELECT n FROM anything`,
}

/** A folder with `analytics/` in it, to be worked in; `write` changes a file of it. */
export async function makeQuestions(): Promise<{
  root: string
  write: (file: string, text: string) => Promise<void>
  remove: () => Promise<void>
}> {
  const root = await mkdtemp(join(tmpdir(), 'pergola-questions-'))
  await mkdir(join(root, 'analytics', 'data'), { recursive: true })
  const write = (file: string, text: string) => writeFile(join(root, 'analytics', file), text)
  for (const [file, text] of Object.entries(FILES)) await write(file, text)
  return { root, write, remove: () => rm(root, { recursive: true, force: true }) }
}

/** Puts the engine at that address in the place of this process's own. */
export function answerFrom(url: string): Engine {
  const engine = engineAt(url)
  const store = globalThis as typeof globalThis & { pergolaEngine?: Engine }
  store.pergolaEngine = engine
  return engine
}

/** Somebody who asks; held to product groups, or not. */
export function reader(groups?: readonly string[], rights: readonly string[] = ['read:query']): Ctx {
  const condition = groups === undefined ? undefined : { kind: 'productGroup' as const, in: groups }
  const given = rights.map((right) => ({ right, condition })) as ConditionedRight[]
  const actor = { kind: 'user' as const, id: randomUUID(), name: 'Test Reader', rights: given }
  return { actor, requestId: randomUUID(), now: () => new Date() }
}
