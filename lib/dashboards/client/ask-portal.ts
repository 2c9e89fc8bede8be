import { type EmbeddingState, type Obstacle, obstacleOfAnswer } from '../embedding'

/** What the portal itself said of a dashboard when it did not say yes. */
export class PortalRefusal extends Error {
  readonly obstacle: Obstacle
  readonly detail: string

  constructor(obstacle: Obstacle, detail: string) {
    super(`the portal: ${obstacle}`)
    this.name = 'PortalRefusal'
    this.obstacle = obstacle
    this.detail = detail
  }
}

type Told = { code?: unknown; details?: { code?: unknown; detail?: unknown; reason?: unknown } }

/**
 * Asks a route of this dashboard. The token comes in the body of an answer that nobody keeps: never in an address.
 * @throws PortalRefusal
 */
async function ask(slug: string, route: 'guest-token' | 'state'): Promise<unknown> {
  let response: Response
  try {
    response = await fetch(`/api/dashboards/${encodeURIComponent(slug)}/${route}`, {
      method: route === 'guest-token' ? 'POST' : 'GET',
      cache: 'no-store',
    })
  } catch {
    throw new PortalRefusal('portal', '')
  }
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) return body
  const told = (body ?? {}) as Told
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  const { details = {} } = told
  const obstacle = obstacleOfAnswer({
    status: response.status,
    code: text(told.code),
    reason: text(details.reason),
    upstream: text(details.code),
  })
  throw new PortalRefusal(obstacle, text(details.detail) || text(details.reason))
}

export async function fetchGuestToken(slug: string): Promise<string> {
  const { token } = (await ask(slug, 'guest-token')) as { token: string }
  return token
}

/** How things stand on the way to the dashboard, whoever says it. Never throws. */
export async function fetchEmbeddingState(
  slug: string,
): Promise<Pick<EmbeddingState, 'obstacle' | 'detail'>> {
  try {
    return (await ask(slug, 'state')) as EmbeddingState
  } catch (error) {
    if (error instanceof PortalRefusal) return { obstacle: error.obstacle, detail: error.detail }
    return { obstacle: 'portal', detail: '' }
  }
}
