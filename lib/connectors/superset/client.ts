import type { z } from 'zod'
import { type ConnectorClock, type ConnectorLogger, createHttpReader, type HttpLimits } from '../http'
import { createSupersetApi, type SupersetApi } from './api'
import { faultWords, misshapen, SYSTEM, supersetError } from './errors'
import type { GuestClaims } from './guest-token'
import {
  type DashboardDetail,
  type ListedDashboard,
  type SupersetDataset,
  toDataset,
  toDetail,
  toListed,
} from './map'
import { toRison } from './rison'
import { wireColumns, wireDatasets, wireEmbedded, wireGuestToken, wireList, wireOne } from './schema'
import type { SupersetCredentials } from './session'

export type SupersetClientOptions = {
  /** `https://superset.example.com`, with the path it is served under, if any. */
  baseUrl: string
  credentials: SupersetCredentials
  fetch: typeof fetch
  clock: ConnectorClock
  logger: ConnectorLogger
  limits?: Partial<HttpLimits>
  /** Milliseconds since 1970, by which a session's end is told. */
  nowMs?: () => number
}

export type SupersetAsking = {
  requestId: string
  signal?: AbortSignal | undefined
  /** Somebody waits: a failure is told at once, and not asked again. */
  once?: boolean | undefined
}

/** Superset by its REST API, as a service account. All throw ConnectorError, of every layer. */
export type SupersetClient = {
  /** Whether it answers at all; no account is needed. */
  checkHealth: (asking: SupersetAsking) => Promise<{ latencyMs: number }>
  /** As its pages tell it; null where they do not. */
  readVersion: (asking: SupersetAsking) => Promise<string | null>
  /** Every dashboard that the account sees, or an error: never a part of them. */
  listDashboards: (asking: SupersetAsking) => Promise<ListedDashboard[]>
  readDashboard: (id: number, asking: SupersetAsking) => Promise<DashboardDetail>
  /** The datasets behind a dashboard's charts, by id (in any order). One that a native filter alone asks is not told. */
  readDatasets: (id: number, asking: SupersetAsking) => Promise<SupersetDataset[]>
  /** The names of all columns of a dataset. */
  readColumns: (dataset: number, asking: SupersetAsking) => Promise<string[]>
  /** The id by which a dashboard is embedded; null: embedding is not turned on for it. */
  findEmbedded: (id: number, asking: SupersetAsking) => Promise<string | null>
  /** The same, turned on where it is not, and for this origin where others alone may frame it. */
  ensureEmbedded: (id: number, origin: string, asking: SupersetAsking) => Promise<string>
  /** A guest token of Superset's own making. */
  askGuestToken: (claims: GuestClaims, asking: SupersetAsking) => Promise<string>
}

const LIMITS: Partial<HttpLimits> = { timeoutMs: 15_000, budgetMs: 45_000, retries: 2, retryDelayMs: 300 }

const PAGE = 100
/** What is more is told as a fault: a registry that is cut off would call the rest gone. */
const MOST_DASHBOARDS = 2_000

/** Limits, failure modes and how to test: docs/connectors/superset.md. */
export function createSupersetClient(options: SupersetClientOptions): SupersetClient {
  const { baseUrl, credentials, fetch, clock, logger, limits, nowMs = Date.now } = options
  const http = createHttpReader({
    system: SYSTEM,
    fetch,
    clock,
    logger,
    faultWords,
    acquire: async () => {},
    limits: { ...LIMITS, ...limits },
  })
  const api = createSupersetApi({ http, baseUrl: baseUrl.replace(/\/+$/, ''), credentials, nowMs })
  return {
    checkHealth: (asking) => api.health(asking),
    readVersion: async (asking) => versionIn(await api.loginPage(asking)),
    listDashboards: (asking) => listDashboards(api, asking),
    async readDashboard(id, asking) {
      return toDetail(shaped(wireOne, await api.get('readDashboard', `/dashboard/${id}`, asking)).result)
    },
    async readDatasets(id, asking) {
      const text = await api.get('readDatasets', `/dashboard/${id}/datasets`, asking)
      const { result } = shaped(wireDatasets, text, 'readDatasets')
      return result.map(toDataset).toSorted((one, other) => one.id - other.id)
    },
    async readColumns(dataset, asking) {
      const text = await api.get('readColumns', `/dataset/${dataset}`, asking)
      return shaped(wireColumns, text, 'readColumns').result.columns.map((column) => column.column_name)
    },
    findEmbedded: async (id, asking) => (await readEmbedded(api, id, asking))?.uuid ?? null,
    ensureEmbedded: (id, origin, asking) => ensureEmbedded(api, { id, origin }, asking),
    async askGuestToken({ username, embeddedId, rules }, asking) {
      const body = {
        user: { username, first_name: 'Portal', last_name: 'reader' },
        resources: [{ type: 'dashboard', id: embeddedId }],
        rls: rules.map(({ dataset, clause }) => ({ dataset, clause })),
      }
      const text = await api.post('askGuestToken', { path: '/security/guest_token/', body }, asking)
      return shaped(wireGuestToken, text, 'askGuestToken').token
    },
  }
}

/** By title, in pages; read anew once when dashboards came or went between two pages. */
async function listDashboards(api: SupersetApi, asking: SupersetAsking): Promise<ListedDashboard[]> {
  for (let attempt = 1; ; attempt += 1) {
    const found = new Map<number, ListedDashboard>()
    let count = 0
    for (let page = 0; page === 0 || page * PAGE < count; page += 1) {
      const query = { order_column: 'dashboard_title', order_direction: 'asc', page, page_size: PAGE }
      const path = `/dashboard/?q=${encodeURIComponent(toRison(query))}`
      const list = shaped(wireList, await api.get('listDashboards', path, asking), 'listDashboards')
      count = list.count
      if (count > MOST_DASHBOARDS)
        throw misshapen('listDashboards', `more than ${MOST_DASHBOARDS} dashboards`)
      for (const { owners: _, ...one } of list.result) found.set(one.id, toListed(one))
    }
    if (found.size === count) return [...found.values()]
    if (attempt === 2) throw misshapen('listDashboards', `${found.size} dashboards of ${count} were told`)
  }
}

type Embedded = { uuid: string; domains: readonly string[] }

async function readEmbedded(api: SupersetApi, id: number, asking: SupersetAsking): Promise<Embedded | null> {
  const text = await api.find('findEmbedded', `/dashboard/${id}/embedded`, asking)
  if (text === null) return null
  const { uuid, allowed_domains: domains } = shaped(wireEmbedded, text, 'findEmbedded').result
  return { uuid, domains: domains ?? [] }
}

async function ensureEmbedded(
  api: SupersetApi,
  { id, origin }: { id: number; origin: string },
  asking: SupersetAsking,
): Promise<string> {
  const found = await readEmbedded(api, id, asking)
  // An empty list lets every page frame it; that is the operator's to say, not the portal's to narrow.
  if (found !== null && (found.domains.length === 0 || found.domains.includes(origin))) return found.uuid
  const body = { allowed_domains: [...(found?.domains ?? []), origin] }
  const text = await api.post('ensureEmbedded', { path: `/dashboard/${id}/embedded`, body }, asking)
  return shaped(wireEmbedded, text, 'ensureEmbedded').result.uuid
}

/** The page that signs people in carries what its script begins with, as JSON within an attribute. */
function versionIn(html: string): string | null {
  const quote = '(?:"|&quot;|&#34;)'
  const told = new RegExp(`version_string${quote}\\s*:\\s*${quote}([\\w.+-]{1,40})`).exec(html)
  return told?.[1] ?? null
}

/** The parse error of JSON would quote the answer: it is not kept. */
function shaped<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  operation = 'readDashboard',
): z.output<Schema> {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    const detail = 'the answer is no JSON, or was cut'
    throw supersetError({ operation, layer: 'protocol', code: 'NOT_JSON', detail })
  }
  const parsed = schema.safeParse(data)
  if (parsed.success) return parsed.data
  const where = parsed.error.issues[0]?.path.slice(0, 4).join('.') ?? ''
  throw misshapen(operation, where === '' ? 'not of the shape agreed' : `not of the shape agreed at ${where}`)
}
