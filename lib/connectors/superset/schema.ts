import { z } from 'zod'

/** Superset's REST API as 6.0 and 6.1 answer it. What is not read is not described; what a version lacks is optional. */
const text = z.string().nullish()

export const wireLogin = z.object({ access_token: z.string().min(1), refresh_token: text })

export const wireRefreshed = z.object({ access_token: z.string().min(1) })

/** Of the CSRF token and of the guest token. */
export const wireCsrf = z.object({ result: z.string().min(1) })

export const wireGuestToken = z.object({ token: z.string().min(1) })

const wirePerson = z.object({ first_name: text, last_name: text, label: text })

const wireDashboard = z.object({
  id: z.int(),
  uuid: text,
  dashboard_title: text,
  slug: text,
  url: text,
  published: z.boolean().nullish(),
  changed_on_utc: text,
  changed_on: text,
  json_metadata: text,
  /** `editors` after 6.1, `owners` up to it. */
  owners: z.array(wirePerson).nullish(),
  editors: z.array(wirePerson).nullish(),
})
export type WireDashboard = z.output<typeof wireDashboard>

export const wireList = z.object({
  count: z.int(),
  result: z.array(wireDashboard.extend({ owners: z.array(z.unknown()).nullish() })),
})

export const wireOne = z.object({ result: wireDashboard })

export const wireDatasets = z.object({
  result: z.array(
    z.object({ id: z.int(), table_name: text, datasource_name: text, name: text, schema: text }),
  ),
})
export type WireDataset = z.output<typeof wireDatasets>['result'][number]

export const wireColumns = z.object({
  result: z.object({ columns: z.array(z.object({ column_name: z.string() })) }),
})

export const wireEmbedded = z.object({
  result: z.object({ uuid: z.string().min(1), allowed_domains: z.array(z.string()).nullish() }),
})

/** `json_metadata`, as far as it tells of native filters. A filter that does not hold is left out, not the dashboard. */
export const wireNativeFilter = z.object({
  id: z.string().min(1).max(200),
  name: z.string().min(1).max(200),
  type: text,
  filterType: z.string(),
  targets: z.array(z.object({ column: z.object({ name: z.string() }).nullish() })).nullish(),
})
