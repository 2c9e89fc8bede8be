import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ctx } from '@/lib/access/model'
import { db, withDatabaseErrors } from '@/lib/platform/db'
import type { QueryFile } from './catalogue'
import { analyticsFolder } from './folder'
import type { QueryKey, RunRecord } from './model'

/** The files of `analytics/` and a mark that changes when one of them does. */
export type QueryFolder = { mark: string; read: () => Promise<QueryFile[]> }

export async function findQueryFiles(): Promise<QueryFolder> {
  const folder = analyticsFolder()
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sql'))
    .map((entry) => entry.name)
    .sort()
  const stats = await Promise.all(files.map((file) => stat(join(folder, file))))
  return {
    mark: files.map((file, index) => `${file} ${stats[index]?.mtimeMs} ${stats[index]?.size}`).join('\n'),
    read: () =>
      Promise.all(files.map(async (file) => ({ file, text: await readFile(join(folder, file), 'utf8') }))),
  }
}

export async function insertRun(ctx: Ctx, run: RunRecord): Promise<void> {
  const { actor } = ctx
  await withDatabaseErrors(() =>
    db().analyticsRun.create({
      data: {
        ...run,
        parameters: { ...run.parameters },
        actorKind: actor.kind,
        actorId: actor.id,
        userId: actor.kind === 'user' ? actor.id : null,
      },
      select: { id: true },
    }),
  )
}

/** When each query last gave an answer, to anybody: one look into the index a query. */
export async function lastRuns(keys: readonly QueryKey[]): Promise<Map<QueryKey, Date>> {
  const rows = await withDatabaseErrors(
    () => db().$queryRaw<{ key: string; at: Date }[]>`
      SELECT asked.key, last.started_at AS at
        FROM unnest(${[...keys]}::text[]) AS asked(key)
       CROSS JOIN LATERAL (
         SELECT started_at FROM analytics_run
          WHERE query_key = asked.key AND outcome = 'done'
          ORDER BY started_at DESC LIMIT 1
       ) AS last`,
  )
  return new Map(rows.map(({ key, at }) => [key as QueryKey, at]))
}
