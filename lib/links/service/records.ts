import type { Ctx } from '@/lib/access/model'
import { listSpaces } from '@/lib/knowledge/service/list-spaces'
import { env } from '@/lib/platform/env'
import { toLinkAddress } from '../address'
import type { Verdict } from '../model'
import { knowledgePageOf } from '../portal-path'

const WORKS: Verdict = { finding: 'works', reason: 'OK', status: null }
const GONE: Verdict = { finding: 'gone', reason: 'RECORD_GONE', status: null }
const OWN_PAGE: Verdict = { finding: 'notAsked', reason: 'PORTAL_PAGE', status: null }

/** Judges a link by what the portal keeps itself; null for one that must be asked for. */
export type ByRecord = (url: string) => Promise<Verdict | null>

/**
 * Links to pages of the workspace's spaces and databases, there and in the portal, are judged by the last reading of it. The
 * workspace answers every address alike to whoever has not signed in, so that asking it would tell nothing.
 */
export async function judgeByRecords(ctx: Ctx): Promise<ByRecord> {
  const pages = await workspacePages(ctx)
  const own = new URL(env().APP_BASE_URL).origin
  return async (text) => {
    const known = pages.byUrl.get(text)
    if (known !== undefined) return known ? WORKS : GONE
    const url = new URL(text)
    if (url.origin !== own) return null
    const page = knowledgePageOf(url)
    if (page === null) return OWN_PAGE
    const { space, database } = page
    return pages.byPath.get(database === null ? space : `${space}/${database}`) === true ? WORKS : GONE
  }
}

/** Whether each page of the workspace is there, by its address in the workspace and by its path in the portal. */
type Pages = { byUrl: ReadonlyMap<string, boolean>; byPath: ReadonlyMap<string, boolean> }

async function workspacePages(ctx: Ctx): Promise<Pages> {
  const { spaces } = await listSpaces(ctx, { q: '' })
  const byUrl = new Map<string, boolean>()
  const byPath = new Map<string, boolean>()
  const note = (path: string, url: string | null, live: boolean) => {
    byPath.set(path, live)
    const address = url === null ? null : toLinkAddress(url)
    // Of two under one address, one that lives makes it live.
    if (address !== null) byUrl.set(address.url, live || byUrl.get(address.url) === true)
  }
  for (const space of spaces) {
    const live = space.goneAt === null
    note(space.slug, space.links?.home ?? null, live)
    for (const database of space.databases) {
      note(`${space.slug}/${database.slug}`, database.href, live && database.goneAt === null)
    }
  }
  return { byUrl, byPath }
}
