import 'server-only'
import { cache } from 'react'
import { orNotFound, pageCtx } from '@/lib/access/loaders'
import type { RunId } from './model'
import { type RunsFilter, runsFilterSchema } from './schema'
import { getEngineState, getRun, listRuns, listWorkflows } from './service'

type SearchParams = Record<string, string | string[] | undefined>

/** The page of workflows: gate, then definitions, the runs that the address asks for, and whether anybody runs them. */
export const loadWorkflows = cache(async (searchParams: SearchParams) => {
  const ctx = await pageCtx('read:workflow')
  const filter: RunsFilter = runsFilterSchema.parse(searchParams)
  const [workflows, runs, engine] = await Promise.all([
    listWorkflows(ctx),
    listRuns(ctx, filter),
    getEngineState(ctx),
  ])
  return { ctx, filter, workflows, runs, engine }
})

/** One run with its steps, or the 404 page. */
export const loadRun = cache(async (id: string) => {
  const ctx = await pageCtx('read:workflow')
  const run = await orNotFound(getRun(ctx, { id: id as RunId }))
  return { ctx, run }
})
