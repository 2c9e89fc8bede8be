import type { Ctx } from '@/lib/access/model'
import { requireRight } from '@/lib/access/service'
import { listPeopleToChoose } from '@/lib/access/service/list-names'
import { AppError } from '@/lib/platform/errors'
import { fold, foldedWords } from '@/lib/platform/fold'
import { type FileFault, fileFaultWords } from '@/lib/platform/yaml-file'
import {
  decisionsOf,
  type FoundDashboard,
  type Publication,
  type Registry,
  type RegistryEntry,
  type ToPublish,
  versionWarning,
} from '../model'
import { type FoundRow, findFound, listFound } from '../repository/found'
import { findPublication, listPublications } from '../repository/publications'
import { findReading } from '../repository/readings'
import { filedDashboards } from './filed-dashboards'
import { loadRowRules } from './load-row-rules'
import { supersetAddress } from './superset'

function toFound({ path, firstSeenAt: _, ...row }: FoundRow): FoundDashboard {
  const address = supersetAddress()
  return { ...row, href: address === null ? null : `${address}${path}` }
}

/**
 * Everything that was found in Superset, with what was decided of it; with words, what holds them in title or address. Needs
 * `publish:dashboard`. @throws AppError FORBIDDEN
 */
export async function listRegistry(ctx: Ctx, { q = '' }: { q?: string } = {}): Promise<Registry> {
  await requireRight(ctx, 'publish:dashboard', { kind: 'dashboard', id: '*', action: 'dashboard.listed' })
  const [found, publications, reading, filed] = await Promise.all([
    listFound(),
    listPublications(),
    findReading(ctx.now()),
    filedDashboards(),
  ])
  const byId = new Map(publications.map((one) => [one.upstreamId, one]))
  const all = found.map((row) => toEntry(row, byId.get(row.upstreamId) ?? null))
  const words = foldedWords(q)
  const entries = all.filter((entry) => words.every((word) => textOf(entry).includes(word)))
  const published = all.filter((entry) => isPublished(entry) && entry.found.goneAt === null).length
  const version = reading?.asOf == null ? null : versionWarning(reading.version)
  const faults = filed.faults.map((fault: FileFault) => fileFaultWords(fault))
  const counts = { total: all.length, published }
  return { address: supersetAddress(), reading, versionWarning: version, entries, faults, ...counts }
}

function isPublished({ publication }: Pick<RegistryEntry, 'publication'>): boolean {
  return publication !== null && publication.publishedAt !== null
}

function textOf({ found, publication }: RegistryEntry): string {
  return fold([found.title, found.slug, publication?.title, publication?.slug].join(' '))
}

function toEntry(row: FoundRow, publication: Publication | null): RegistryEntry {
  const isShown = publication !== null && publication.publishedAt !== null
  const decided = isShown ? decisionsOf(row.datasets, publication.rules) : []
  const undecided = decided.filter(({ decision }) => decision === 'undecided')
  return { found: toFound(row), publication, undecided }
}

/** One dashboard of Superset, to be published or changed. Needs `publish:dashboard`. @throws AppError FORBIDDEN, NOT_FOUND */
export async function getToPublish(ctx: Ctx, upstreamId: string): Promise<ToPublish> {
  const asked = { kind: 'dashboard', id: upstreamId, action: 'dashboard.published' }
  await requireRight(ctx, 'publish:dashboard', asked)
  const row = await findFound(upstreamId)
  if (row === null) throw new AppError('NOT_FOUND', { details: { kind: 'dashboard' } })
  const [publication, { templates }, { people }] = await Promise.all([
    findPublication({ upstreamId }),
    loadRowRules(),
    listPeopleToChoose(),
  ])
  const decisions = decisionsOf(row.datasets, publication?.rules ?? [])
  return { ...toEntry(row, publication), decisions, templates, people }
}
