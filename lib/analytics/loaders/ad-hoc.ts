import 'server-only'
import { forbidden } from 'next/navigation'
import { pageCtx } from '@/lib/access/loaders'
import { isConnectorError } from '@/lib/connectors/errors'
import { isAppError } from '@/lib/platform/errors'
import { logger } from '@/lib/platform/logger'
import type { DataTable } from '../ad-hoc'
import { getWorkbench, listDataTables, mayAskStatements, type Workbench } from '../service/ad-hoc'

/** The page of own statements, or the 403 page for those who hold a right only in part too. */
export async function loadWorkbench(): Promise<Workbench> {
  const ctx = await pageCtx('ask:query')
  try {
    return await getWorkbench(ctx)
  } catch (error) {
    if (isAppError(error) && error.code === 'FORBIDDEN') forbidden()
    throw error
  }
}

/** Whether the way there is shown. */
export async function offersStatements(): Promise<boolean> {
  return mayAskStatements(await pageCtx('read:query'))
}

/** The tables; null when the engine does not answer: statements may be written all the same. */
export async function loadDataTables(): Promise<DataTable[] | null> {
  const ctx = await pageCtx('ask:query')
  try {
    return await listDataTables(ctx)
  } catch (error) {
    if (!isConnectorError(error)) throw error
    logger.warn({ err: error, requestId: ctx.requestId }, 'the tables could not be listed')
    return null
  }
}
