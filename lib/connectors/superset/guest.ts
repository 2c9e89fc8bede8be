/** What Superset answered a guest: a refusal is an answer here, not a failure. */
export type GuestAnswer = {
  status: number
  /** Parsed where it is JSON of a bounded size; null else. */
  json: unknown
  /** The first characters, where it is no JSON: for what a page carries. */
  text: string
  /** Where it leads to instead of answering. */
  location: string | null
  frameOptions: string | null
  /** The sources of `frame-ancestors`; null where no policy names it. */
  frameAncestors: readonly string[] | null
}

export type GuestQuestion = {
  /** Below Superset's address, with its slash. */
  path: string
  method?: 'GET' | 'POST' | 'PUT'
  token?: string
  /** The page that would frame it. */
  referer?: string
  body?: unknown
  timeoutMs: number
  signal?: AbortSignal | undefined
}

export type SupersetGuest = { ask: (question: GuestQuestion) => Promise<GuestAnswer> }

const MAX_BYTES = 512 * 1024

/**
 * Asks Superset as the browser of a guest would, without an account: for the state of a page and for the doctor, who want
 * statuses and headers where a connector wants answers. Nothing is repeated, followed or logged.
 * @throws what `fetch` throws: nobody listens, or not within the time
 */
export function createSupersetGuest({
  baseUrl,
  fetch,
}: {
  baseUrl: string
  fetch: typeof globalThis.fetch
}): SupersetGuest {
  const base = baseUrl.replace(/\/+$/, '')
  return {
    async ask({ path, method = 'GET', token, referer, body, timeoutMs, signal }) {
      const timeout = AbortSignal.timeout(timeoutMs)
      const response = await fetch(base + path, {
        method,
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
        headers: {
          ...(token === undefined ? {} : { 'x-guesttoken': token }),
          ...(referer === undefined ? {} : { referer }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const { headers, status } = response
      const policy = headers.get('content-security-policy')
      return {
        status,
        ...(await readBody(response)),
        location: headers.get('location'),
        frameOptions: headers.get('x-frame-options'),
        frameAncestors: ancestorsOf(policy),
      }
    },
  }
}

async function readBody(response: Response): Promise<Pick<GuestAnswer, 'json' | 'text'>> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true })
    // The loop's end takes the rest of the answer away with it.
    if (text.length > MAX_BYTES) break
  }
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return { json: null, text }
  try {
    return { json: JSON.parse(text) as unknown, text: '' }
  } catch {
    return { json: null, text: '' }
  }
}

function ancestorsOf(policy: string | null): readonly string[] | null {
  const directive = policy
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => /^frame-ancestors(\s|$)/i.test(part))
  return directive === undefined ? null : directive.split(/\s+/).slice(1)
}

/** Whether a page of this origin may frame the answer, as a browser judges it: frame-ancestors stands above the older header. */
export function mayFrame({ frameOptions, frameAncestors }: GuestAnswer, origin: string): boolean {
  if (frameAncestors !== null) {
    return frameAncestors.some(
      (source) => source === '*' || source.replace(/\/$/, '') === origin || covers(source, origin),
    )
  }
  return frameOptions === null
}

/** `https:` and `https://*.example.com`. */
function covers(source: string, origin: string): boolean {
  const { protocol, host } = new URL(origin)
  if (source === protocol) return true
  const [, scheme, rest] = /^(?:(https?:)\/\/)?\*(\.[^/]+)$/.exec(source) ?? []
  return rest !== undefined && (scheme === undefined || scheme === protocol) && host.endsWith(rest)
}
