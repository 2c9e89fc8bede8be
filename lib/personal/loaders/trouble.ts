import 'server-only'
import { type PageCtx, pageCtx } from '@/lib/access/loaders'
import type { Right } from '@/lib/access/model'
import { canSome } from '@/lib/access/policy'
import { listConnections } from '@/lib/connections/service'
import { listSpaces } from '@/lib/knowledge/service/list-spaces'
import { countOwnBroken } from '@/lib/links/service/list-links'
import { logger } from '@/lib/platform/logger'
import { listWorkflows } from '@/lib/workflows/service'
import type { Trouble } from '../model'

/** The knowledge base is asked every hour: older than this, something keeps it from being read. */
const STALE_MS = 24 * 3_600_000

const SOURCES: readonly {
  right: Right
  name: string
  href: string
  look: (ctx: PageCtx) => Promise<Trouble[]>
}[] = [
  { right: 'read:product', name: 'Links', href: '/links', look: linkTrouble },
  { right: 'read:knowledge', name: 'Knowledge base', href: '/kb', look: knowledgeTrouble },
  { right: 'read:connection', name: 'Connections', href: '/admin/connections', look: connectionTrouble },
  { right: 'read:workflow', name: 'Workflows', href: '/admin/workflows', look: workflowTrouble },
]

/** What is stale or failing, as far as the reader may know. What could not be asked is trouble too. */
export async function loadTrouble(): Promise<Trouble[]> {
  const ctx = await pageCtx()
  const asked = SOURCES.filter(({ right }) => canSome(ctx.actor, right))
  const found = await Promise.all(
    asked.map(async ({ name, href, look }): Promise<Trouble[]> => {
      try {
        return await look(ctx)
      } catch (error) {
        logger.warn({ err: error, requestId: ctx.requestId, source: name }, 'its troubles could not be asked')
        return [{ tone: 'warning', title: name, what: 'How it stands could not be asked.', href, at: null }]
      }
    }),
  )
  return found.flat()
}

async function knowledgeTrouble(ctx: PageCtx): Promise<Trouble[]> {
  const { configured, spaces, failure } = await listSpaces(ctx, { q: '' })
  if (!configured) return []
  const troubles: Trouble[] = []
  if (failure !== null) {
    const { detail: what, at } = failure
    troubles.push({ tone: 'danger', title: 'Knowledge base', what, href: '/kb', at })
  }
  for (const space of spaces) {
    if (space.goneAt !== null) continue
    const base = { title: space.name, href: `/kb/${space.slug}` }
    if (space.failure !== null) {
      troubles.push({ ...base, tone: 'danger', what: space.failure.detail, at: space.failure.at })
    } else if (space.asOf !== null && ctx.now().getTime() - space.asOf.getTime() > STALE_MS) {
      troubles.push({ ...base, tone: 'warning', what: 'Last read more than a day ago.', at: space.asOf })
    }
  }
  return troubles
}

/** Links that the reader looks after: those of others are told to others. */
async function linkTrouble(ctx: PageCtx): Promise<Trouble[]> {
  const { count, latest } = await countOwnBroken(ctx)
  if (count === 0) return []
  const title = count === 1 ? 'A link that you look after' : `${count} links that you look after`
  const what = count === 1 ? 'It does not work any more.' : 'They do not work any more.'
  return [{ tone: 'warning', title, what, href: '/links?mine=1', at: latest }]
}

async function connectionTrouble(ctx: PageCtx): Promise<Trouble[]> {
  const connections = await listConnections(ctx)
  return connections
    .filter(({ state }) => state === 'failing')
    .map(({ name, fault, lastFailureAt }) => ({
      tone: 'danger',
      title: name,
      what: fault?.detail ?? 'It does not answer.',
      href: '/admin/connections',
      at: lastFailureAt,
    }))
}

async function workflowTrouble(ctx: PageCtx): Promise<Trouble[]> {
  const workflows = await listWorkflows(ctx)
  return workflows.flatMap(({ title, lastRun, lacks }): Trouble[] => {
    // What failed while its system was connected is nothing to mend once that is not.
    if (lacks !== null || lastRun === null || (lastRun.state !== 'failed' && lastRun.state !== 'abandoned'))
      return []
    return [
      {
        tone: 'danger',
        title,
        what: lastRun.failure?.message ?? 'Its last run did not succeed.',
        href: `/admin/workflows/${encodeURIComponent(lastRun.id)}`,
        at: lastRun.endedAt ?? lastRun.createdAt,
      },
    ]
  })
}
