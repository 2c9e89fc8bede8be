import { connectingWords } from '@/lib/platform/connecting'

/**
 * What stands between a reader and a dashboard. Known by the portal itself (`refused`, `gone`, `not-configured`), learnt by
 * asking Superset (`unreachable`, `slow`, `sick`, `framing`, `unknown`), or seen in the browser (`expired`, `token`, `silent`, `portal`).
 */
export const OBSTACLES = [
  'not-configured',
  'gone',
  'refused',
  'expired',
  'unreachable',
  'slow',
  'sick',
  'framing',
  'unknown',
  'token',
  'login',
  'silent',
  'portal',
] as const
export type Obstacle = (typeof OBSTACLES)[number]

/** What the server knows of the way to a dashboard. */
export type EmbeddingState = {
  obstacle: Obstacle | null
  /** One line that is safe to show: a status, a header. Empty where there is nothing to tell. */
  detail: string
}

/** All that the browser is told in order to embed. Nothing of it is secret. */
export type Embed = {
  slug: string
  title: string
  /** Superset's address for browsers, without a slash at its end. */
  supersetUrl: string
  /** What Superset calls the embedded dashboard. */
  embeddedId: string
  /** The masks that this address asks for, as Superset's parameter `native_filters` (rison); null for none. */
  nativeFilters: string | null
  /** The tab that this address asks for. */
  tab: string | null
  /** Whether it has filters that the portal knows of: then it has masks once it is drawn. */
  hasFilters: boolean
}

/** From so many CSS pixels on the filters stand beside the charts; below they are folded away. */
export const NARROW_PX = 768

/** Hide the title, which the portal's page has; tell of changed filters. */
const UI_CONFIG = 1 + 16

/**
 * The frame's address after `/embedded/`. It is written whole, where the SDK would put parameters together: a tab is led to
 * by a fragment, which the SDK has no word for.
 */
export function frameAddress({ embeddedId, nativeFilters, tab }: Embed, look: { isNarrow: boolean }): string {
  const query = new URLSearchParams({
    uiConfig: String(UI_CONFIG),
    show_filters: '1',
    expand_filters: look.isNarrow ? '0' : '1',
    ...(nativeFilters === null ? {} : { native_filters: nativeFilters }),
  })
  return `${embeddedId}?${query}${tab === null ? '' : `#${tab}`}`
}

/** The same whole, as the frame has it. */
export function frameUrl(embed: Embed, look: { isNarrow: boolean }): string {
  return `${embed.supersetUrl}/embedded/${frameAddress(embed, look)}`
}

export const frameTitle = ({ title }: Embed): string => `Dashboard: ${title}`

type Words = {
  title: string
  /** For the reader. */
  what: string
  /** For whoever looks after the connection. */
  remedy: string
  /** Whether the page looks again by itself. */
  comesBack: boolean
}

export const OBSTACLE_WORDS: Record<Obstacle, Words> = {
  'not-configured': {
    title: 'No Superset is connected',
    what: 'Dashboards are drawn by Superset, and the portal knows of none. Ask whoever runs the portal.',
    remedy: connectingWords('superset'),
    comesBack: false,
  },
  gone: {
    title: 'This dashboard is gone from Superset',
    what: 'It was deleted there, or is no longer visible to the portal’s account. Its owner has been told.',
    remedy:
      'Restore or publish it in Superset, then refresh the list of dashboards; or take it out of the portal.',
    comesBack: false,
  },
  refused: {
    title: 'You may no longer see this dashboard',
    what: 'Your rights changed while it was open. What was shown has been taken away. An administrator can give the right back.',
    remedy: 'Give a role with “Read dashboards” that reaches one of its tags.',
    comesBack: false,
  },
  expired: {
    title: 'Your session has ended',
    what: 'Sign in again to see this dashboard.',
    remedy: 'Sign in again.',
    comesBack: false,
  },
  unreachable: {
    title: 'Superset does not answer',
    what: 'The dashboard cannot be drawn now. This page looks again every few seconds and shows it as soon as it can.',
    remedy: 'See that Superset runs and that this machine reaches SUPERSET_URL.',
    comesBack: true,
  },
  slow: {
    title: 'Superset takes long to answer',
    what: 'The dashboard shows as soon as Superset has answered: you may leave this page open.',
    remedy: 'Look at Superset’s load and its workers, and at the way between: it has not answered yet.',
    comesBack: true,
  },
  sick: {
    title: 'Superset answers with an error',
    what: 'The dashboard cannot be drawn now. This page looks again every few seconds and shows it as soon as it can.',
    remedy:
      'Look into Superset’s log. An upgrade without `superset db upgrade`, or a database that is away, does this.',
    comesBack: true,
  },
  framing: {
    title: 'Superset does not let the portal show its pages',
    what: 'The dashboard is there, but Superset forbids to show it inside another page. An administrator can allow it.',
    remedy:
      'In superset_config.py: frame_options None, and the portal’s exact origin in frame-ancestors and in the dashboard’s allowed domains.',
    comesBack: true,
  },
  unknown: {
    title: 'Superset does not know this embedded dashboard',
    what: 'It was deleted there, or embedding was turned off. An administrator can turn it on again.',
    remedy: 'Turn on EMBEDDED_SUPERSET, and publish the dashboard again so that it gets a new embedded id.',
    comesBack: true,
  },
  token: {
    title: 'Superset does not accept the portal’s word',
    what: 'Superset answered, but shows nothing to the portal’s guests. An administrator can mend it.',
    remedy:
      'SUPERSET_GUEST_SECRET and SUPERSET_GUEST_AUDIENCE must equal GUEST_TOKEN_JWT_SECRET and GUEST_TOKEN_JWT_AUDIENCE, the clocks must agree, and the guest role must be allowed to read dashboards and charts. `npx pergola dashboards doctor` tells which.',
    comesBack: true,
  },
  login: {
    title: 'Superset refuses the portal’s account',
    what: 'The portal could not get leave to show the dashboard. An administrator can mend it.',
    remedy: 'See SUPERSET_USER and SUPERSET_PASSWORD, and that this account may grant guest tokens.',
    comesBack: true,
  },
  silent: {
    title: 'The dashboard does not show',
    what: 'Superset answers the portal but not your browser. A browser extension, a company proxy or an address that only the portal reaches may stand between.',
    remedy:
      'Open SUPERSET_PUBLIC_URL in this browser: it must be reached from there too, by the very name configured.',
    comesBack: true,
  },
  portal: {
    title: 'The portal does not answer',
    what: 'The dashboard cannot be asked for now. This page looks again every few seconds.',
    remedy: 'Look into the portal’s log, and see that its database answers.',
    comesBack: true,
  },
}

/** Whether there is any use in drawing a frame while this stands in the way. */
export function mayStillDraw(obstacle: Obstacle | null): boolean {
  return obstacle === null || obstacle === 'slow'
}

/** What the portal said when it did not say yes: its own code, and of its details the reason and the connector's code. */
export type Refusal = { status: number; code: string; reason: string; upstream: string }

export function obstacleOfAnswer({ status, code, reason, upstream }: Refusal): Obstacle {
  if (status === 401) return 'expired'
  if (status === 403 || status === 404) return 'refused'
  if (code === 'NOT_CONFIGURED') return 'not-configured'
  if (code === 'CONFLICT') return reason === 'gone' ? 'gone' : 'unknown'
  if (status === 504) return 'slow'
  if (status !== 502) return 'portal'
  if (upstream === 'UNAUTHORIZED' || upstream === 'FORBIDDEN') return 'login'
  return ['UNREACHABLE', 'CONNECTION_CUT', 'BREAKER_OPEN'].includes(upstream) ? 'unreachable' : 'sick'
}

/** Whether what is shown must be taken away at once. */
export function endsAtOnce(obstacle: Obstacle): boolean {
  return ['refused', 'expired', 'not-configured', 'gone'].includes(obstacle)
}
