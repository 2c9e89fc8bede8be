import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { type FieldErrors, isAppError } from '@/lib/platform/errors'
import { fileFaultWords } from '@/lib/platform/yaml-file'
import { findPublication } from '../repository/publications'
import { filedDashboards, type ReadyFile } from './filed-dashboards'
import { type Published, publishDashboard } from './publish-dashboard'

export type FileOutcome = {
  slug: string
  file: string
  outcome: Published['state'] | 'failed'
  reason: string
}

/**
 * Publishes what stands in `dashboards/`, one file after the other; one that is refused is told beside the others, and what
 * was published before stays. With `slug`, that file alone. Needs `publish:dashboard`. @throws AppError FORBIDDEN
 */
export async function publishFiles(
  ctx: Ctx,
  { slug }: { slug?: string | undefined },
): Promise<{ outcomes: FileOutcome[]; faults: string[] }> {
  const asked = { kind: 'dashboard', id: slug ?? '*', action: 'dashboard.published' }
  await requireRight(ctx, 'publish:dashboard', asked)
  const { ready, faults } = await filedDashboards()
  const isWanted = (file: string) => slug === undefined || file === `dashboards/${slug}.yaml`
  const outcomes: FileOutcome[] = []
  for (const one of ready.filter(({ file }) => isWanted(file))) outcomes.push(await publishOne(ctx, one))
  const own = faults.filter(({ file }) => isWanted(file) || file === 'dashboards/row-rules.yaml')
  return { outcomes, faults: own.map(fileFaultWords) }
}

async function publishOne(ctx: Ctx, { slug, file, input }: ReadyFile): Promise<FileOutcome> {
  try {
    const before = await findPublication({ upstreamId: input.upstreamId })
    const version = before === null ? undefined : before.version
    const { state } = await publishDashboard(ctx, { ...input, version }, { source: 'file' })
    return { slug, file, outcome: state, reason: '' }
  } catch (error) {
    if (!isAppError(error)) throw error
    const reason =
      wordsOf(error.fieldErrors) ||
      `${error.code} ${String(error.details.detail ?? error.details.reason ?? '')}`
    return { slug, file, outcome: 'failed', reason: reason.trim() }
  }
}

function wordsOf(fieldErrors: FieldErrors | undefined): string {
  return Object.values(fieldErrors ?? {})
    .flat()
    .join(' ')
}
