import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { CliFailure, type CliResult, defineCommand } from '@/cli/command'
import { connectingWords } from '@/lib/platform/connecting'
import { fileFaultWords } from '@/lib/platform/yaml-file'
import { doctor } from './commands/doctor'
import { dashboardFailureWords } from './failure-words'
import type { RegistryEntry } from './model'
import { dashboardSlug } from './schema'
import { filedDashboards } from './service/filed-dashboards'
import { listRegistry } from './service/list-registry'
import { publishFiles } from './service/publish-files'
import { refreshDashboards } from './service/refresh-dashboards'

function stateOf({ found, publication, undecided }: RegistryEntry): string {
  if (found.goneAt !== null) return 'gone'
  if (publication === null || publication.publishedAt === null) return 'not published'
  return undecided.length === 0 ? 'published' : `published, ${undecided.length} undecided`
}

const list = defineCommand({
  path: ['dashboards', 'list'],
  summary: 'List the dashboards found in Superset, and what the portal publishes of them',
  example: 'pergola dashboards list --json',
  options: [{ flags: '--refresh', description: 'ask Superset first' }],
  schema: z.object({ refresh: z.boolean().default(false) }),
  run: async (ctx, { refresh }) => {
    if (refresh) {
      const { failure } = await refreshDashboards(ctx, { claimant: `${ctx.actor.id} ${randomUUID()}` })
      if (failure !== null)
        throw new CliFailure(`${dashboardFailureWords(failure.code)} What was here stays.`)
    }
    const { address, reading, versionWarning, entries } = await listRegistry(ctx)
    const data = entries.map((entry) => ({
      title: entry.found.title,
      uuid: entry.found.upstreamId,
      slug: entry.publication?.slug ?? null,
      state: stateOf(entry),
      source: entry.publication?.source ?? null,
      datasets: entry.found.datasets.map(({ name }) => name),
      asOf: entry.found.asOf,
    }))
    return {
      data: {
        superset: address,
        version: reading?.version ?? null,
        asOf: reading?.asOf ?? null,
        dashboards: data,
      },
      table: {
        columns: ['dashboard', 'uuid', 'address', 'state', 'datasets'],
        rows: data.map(({ title, uuid, slug, state, datasets }) => [
          ...[title, uuid, slug === null ? '' : `/dashboards/${slug}`, state, datasets.join(', ')],
        ]),
      },
      words: wordsOf({
        address,
        read: reading?.asOf != null,
        versionWarning,
        failure: reading?.failure ?? null,
      }),
    }
  },
})

type Told = {
  address: string | null
  read: boolean
  versionWarning: string | null
  failure: { code: string } | null
}

function wordsOf({ address, read, versionWarning, failure }: Told): string | undefined {
  if (address === null) return `No Superset is connected. ${connectingWords('superset')}`
  const lines = [
    failure === null ? '' : `The last attempt failed. ${dashboardFailureWords(failure.code)}`,
    read || failure !== null ? '' : 'Superset was not asked yet: pergola dashboards list --refresh',
    versionWarning ?? '',
  ]
  return lines.filter((line) => line !== '').join('\n') || undefined
}

const publish = defineCommand({
  path: ['dashboards', 'publish'],
  summary: 'Publish what stands in dashboards/, all files or one; exits 1 with what was refused and why',
  example: 'pergola dashboards publish northwind-sales',
  arguments: [
    {
      name: 'dashboard',
      description: 'one file of dashboards/ by its name; all when left out',
      required: false,
    },
  ],
  schema: z.object({ dashboard: dashboardSlug.optional() }),
  run: async (ctx, { dashboard }): Promise<CliResult> => {
    const { outcomes, faults } = await publishFiles(ctx, { slug: dashboard })
    if (outcomes.length + faults.length === 0) {
      const what =
        dashboard === undefined ? 'no file of a dashboard in dashboards/' : `no dashboards/${dashboard}.yaml`
      throw new CliFailure(`There is ${what}: docs/dashboards.md says what stands in one.`)
    }
    return {
      data: { dashboards: outcomes, faults },
      table: {
        columns: ['dashboard', 'outcome', 'why'],
        rows: outcomes.map(({ slug, outcome, reason }) => [slug, outcome, reason]),
      },
      words: faults.join('\n') || undefined,
      exitCode: faults.length > 0 || outcomes.some(({ outcome }) => outcome === 'failed') ? 1 : 0,
    }
  },
})

const check = defineCommand({
  path: ['dashboards', 'check'],
  summary:
    'Check the files of dashboards/ against what was found in Superset; exits 1 naming file, line and reason',
  example: 'pergola dashboards check',
  schema: z.object({}),
  run: async () => {
    const { ready, faults } = await filedDashboards()
    return {
      data: { ready: ready.map(({ slug }) => slug), faults },
      text: faults.map(fileFaultWords).join('\n'),
      words: faults.length > 0 ? `${faults.length} faults.` : goodWords(ready.length),
      exitCode: faults.length === 0 ? 0 : 1,
    }
  },
})

function goodWords(files: number): string {
  return files === 0
    ? 'There is no file in dashboards/ yet.'
    : `Files of dashboards/ without a fault: ${files}.`
}

export const commands = [list, publish, check, doctor]
