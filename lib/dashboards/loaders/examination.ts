import 'server-only'
import type { Ctx } from '@/lib/access/model'
import { env } from '@/lib/platform/env'
import type { Examination } from '../leaks'
import { lastExamination } from '../service/examine-superset'

/** For the page of connections, which has asked for the right: null while no Superset is configured. */
export async function loadExamination(ctx: Ctx): Promise<{ last: Examination | null } | null> {
  return env().SUPERSET_URL === undefined ? null : { last: await lastExamination(ctx) }
}
