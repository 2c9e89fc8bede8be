/** What came of trying one way past the rules: `unknown` where it could not be asked, or the answer tells neither. */
export type LeakOutcome = 'closed' | 'open' | 'unknown'

export type Finding = {
  key: LeakKey
  title: string
  outcome: LeakOutcome
  /** What Superset answered, in a few words that are safe to show. */
  detail: string
  /** What closes it. */
  remedy: string
}

/** What was found of the Superset at an address, and when. */
export type Examination = { target: string; at: Date; findings: readonly Finding[] }

const MANAGER =
  'Install the portal’s security manager (deploy/superset/pergola_security.py, CUSTOM_SECURITY_MANAGER), which lets guests ask saved charts and filters alone.'
const TOKENS =
  'The portal’s security manager (deploy/superset/pergola_security.py, CUSTOM_SECURITY_MANAGER) refuses it. The portal makes no such token; whoever else has the secret could.'
const SIGNING =
  'Set GUEST_TOKEN_JWT_SECRET to 32 bytes or more of your own, GUEST_TOKEN_JWT_ALGO to HS256 and GUEST_TOKEN_JWT_AUDIENCE to a word of its own.'
const ROLE =
  'Point GUEST_ROLE_NAME at a role of its own with the few rights that drawing needs (deploy/superset/bootstrap.py makes it).'
const BOTH = `${ROLE} The portal’s security manager refuses it too, whatever the role.`
const FRAMING =
  'Name the portal’s origin, and nothing else, in frame-ancestors of TALISMAN_CONFIG, and set its frame_options to None.'

/** The known ways past the rules of an embedded dashboard that can be tried without harm, and what closes each. */
export const LEAKS = {
  'token-tampered': { title: 'A token that was changed on its way', remedy: SIGNING },
  'token-unsigned': { title: 'A token without a signature (alg none)', remedy: SIGNING },
  'token-known': { title: 'A token that is signed with what stands in Superset’s source', remedy: SIGNING },
  'token-expired': { title: 'A token that has expired', remedy: SIGNING },
  'token-audience': { title: 'A token made for another audience', remedy: SIGNING },
  'token-endless': { title: 'A token without an end', remedy: TOKENS },
  'token-lasting': { title: 'A token that lasts a day', remedy: TOKENS },
  'token-no-rules': { title: 'A token without row rules: every row', remedy: TOKENS },
  'token-loose-rule': { title: 'A token whose row rule names no dataset', remedy: TOKENS },
  'dataset-no-rule': {
    title: 'A dataset that the token has no rule for: its every row',
    remedy: TOKENS,
  },
  'no-token': {
    title: 'The dashboard, without any token',
    remedy: `${ROLE} Take the rights of the role Public away: every visitor has them.`,
  },
  'other-dashboard': { title: 'Another dashboard', remedy: ROLE },
  'extra-column': { title: 'A column that no chart of the dashboard shows', remedy: MANAGER },
  'sql-column': { title: 'An SQL expression of one’s own as a column', remedy: MANAGER },
  'sql-axis': { title: 'An SQL expression of one’s own as an axis', remedy: MANAGER },
  'sql-metric': { title: 'An SQL expression of one’s own as a figure', remedy: MANAGER },
  'query-to-xml': {
    title: 'Any table of the database, through query_to_xml',
    remedy: `${MANAGER} And let the data role read its tables alone: REVOKE EXECUTE on query_to_xml and its kin FROM PUBLIC.`,
  },
  'order-by': { title: 'An order by an SQL expression of one’s own', remedy: MANAGER },
  'sql-condition': { title: 'A condition in SQL of one’s own', remedy: MANAGER },
  having: { title: 'A condition on the figures in SQL of one’s own', remedy: MANAGER },
  'hidden-filter': { title: 'A filter on a column that no chart shows', remedy: MANAGER },
  'sql-filter': { title: 'A condition that closes the bracket of the row rule', remedy: MANAGER },
  samples: { title: 'Rows of a dataset as they are (samples)', remedy: MANAGER },
  drill: { title: 'Rows behind a figure (drill to detail)', remedy: MANAGER },
  'drill-free': { title: 'Rows of a dataset without naming a chart (drill to detail)', remedy: MANAGER },
  'drill-by': { title: 'A figure split by another column (drill by)', remedy: MANAGER },
  'query-text': { title: 'The SQL behind a chart, with the row rules in it', remedy: MANAGER },
  'filter-values': { title: 'Values of a column that no filter offers', remedy: MANAGER },
  'dataset-sql': {
    title: 'The SQL behind a dataset, its columns and its figures',
    remedy:
      'Call hide_sql_from_guests of the portal’s security manager after each request, as FLASK_APP_MUTATOR of deploy/superset/superset_config.py does.',
  },
  'saved-samples': { title: 'Rows behind a saved chart, by its number', remedy: BOTH },
  'dataset-samples': { title: 'Samples of a dataset', remedy: BOTH },
  'explore-json': { title: 'Charts of the old kind (explore_json)', remedy: BOTH },
  'sql-lab': { title: 'SQL Lab', remedy: ROLE },
  databases: { title: 'The list of databases', remedy: ROLE },
  datasets: { title: 'The list of datasets', remedy: ROLE },
  queries: { title: 'Queries that others ran', remedy: ROLE },
  log: { title: 'The log of what others did', remedy: ROLE },
  accounts: { title: 'The list of accounts', remedy: ROLE },
  export: { title: 'The export of dashboards', remedy: ROLE },
  'export-datasets': { title: 'The export of datasets', remedy: ROLE },
  people: {
    title: 'Names and e-mail addresses of Superset’s people',
    remedy: 'Set EXTRA_RELATED_QUERY_FILTERS for user and role so that guests are offered nobody.',
  },
  'frame-others': { title: 'Other sites may show Superset’s pages', remedy: FRAMING },
  'frame-domains': {
    title: 'Other sites may embed the dashboard',
    remedy:
      'Name the portal’s origin in the dashboard’s allowed domains (Embed dashboard, in Superset). Without a name there everybody may; the portal leaves such a list as it is.',
  },
} as const satisfies Record<string, { title: string; remedy: string }>

export type LeakKey = keyof typeof LEAKS

export type Judged = { outcome: LeakOutcome; detail: string }

export type Answered = {
  status: number
  /** Where it leads to instead of answering. */
  location?: string | null
}

/** Why an answer tells neither, beside its status. */
const TELLS_NOTHING: Record<number, string> = {
  400: 'it did not understand the question',
  404: 'it knows no such thing',
  405: 'it is not asked so',
  415: 'it did not understand the question',
  422: 'it did not understand the question',
  429: 'it was asked too often',
}

/**
 * An answer leaves it open, a refusal closes it; whatever else is said tells nothing, lest a question that was put wrongly
 * looked like a closed door. `also`: what is a refusal of this question besides 401, 403 and being led to sign in.
 */
export function judgeStatus({ status, location }: Answered, also: readonly number[] = []): Judged {
  const detail = `status ${status}`
  if (status >= 200 && status < 300) return { outcome: 'open', detail }
  if ([401, 403, ...also].includes(status)) return { outcome: 'closed', detail }
  if (status >= 300 && status < 400 && /\/login\b/.test(location ?? '')) return { outcome: 'closed', detail }
  const why = TELLS_NOTHING[status] ?? (status >= 500 ? 'it failed' : 'which tells nothing')
  return { outcome: 'unknown', detail: `${detail}: ${why}` }
}

export function toFinding(key: LeakKey, judged: Judged): Finding {
  return { key, ...LEAKS[key], ...judged }
}
