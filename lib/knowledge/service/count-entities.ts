import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { recordConnectionFailure } from '@/lib/connections/service'
import { isConnectorError } from '@/lib/connectors/errors'
import { listCountable, saveCounts } from '../repository/counts'
import { fiberyWorkspace } from './fibery'

export type CountedEntities = {
  asked: number
  counted: number
  failure: { code: string; detail: string } | null
}

/**
 * Asks how many entities the live databases hold, all of the workspace in few requests, and keeps what is told. A number
 * that is not told stays as it was, with its age: it is no part of a discovery, and its failure fails none. Needs
 * `refresh:knowledge`.
 */
export async function countEntities(ctx: Ctx, signal?: AbortSignal): Promise<CountedEntities> {
  await requireRight(ctx, 'refresh:knowledge')
  const rawNames = await listCountable()
  if (rawNames.length === 0) return { asked: 0, counted: 0, failure: null }
  const { client, baseUrl } = fiberyWorkspace()
  try {
    const counts = await client.countEntities(rawNames, { requestId: ctx.requestId, signal })
    await saveCounts(counts, ctx.now())
    return { asked: rawNames.length, counted: counts.size, failure: null }
  } catch (error) {
    if (!isConnectorError(error)) throw error
    const { code, detail } = error
    await recordConnectionFailure('fibery', { target: baseUrl, code, detail: detail || code })
    return { asked: rawNames.length, counted: 0, failure: { code, detail } }
  }
}
