import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Actor, Ctx } from '@/lib/access/model'
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

/** A run and who asked. */
export type RunOf = { actor: Actor; run: RunRecord }

function toRow({ actor, run }: RunOf) {
  return {
    ...run,
    parameters: { ...run.parameters },
    actorKind: actor.kind,
    actorId: actor.id,
    userId: actor.kind === 'user' ? actor.id : null,
  }
}

export async function insertRun(ctx: Ctx, run: RunRecord): Promise<void> {
  await withDatabaseErrors(() =>
    db().analyticsRun.create({ data: toRow({ actor: ctx.actor, run }), select: { id: true } }),
  )
}

export async function insertRuns(runs: readonly RunOf[]): Promise<void> {
  await withDatabaseErrors(() => db().analyticsRun.createMany({ data: runs.map(toRow) }))
}

/** Records older than so many days; a few at a time. */
export async function sweepRuns(days: number, atMost = 1_000): Promise<void> {
  await withDatabaseErrors(
    () => db().$executeRaw`
      DELETE FROM analytics_run WHERE id IN (
        SELECT id FROM analytics_run WHERE started_at < clock_timestamp() - ${days}::float8 * interval '1 day'
        LIMIT ${atMost} FOR UPDATE SKIP LOCKED)`,
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
          WHERE query_key = asked.key AND outcome = 'done' AND answer = 'fresh'
          ORDER BY started_at DESC LIMIT 1
       ) AS last`,
  )
  return new Map(rows.map(({ key, at }) => [key as QueryKey, at]))
}
