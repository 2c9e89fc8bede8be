import { createWebClient, type WebClient, type WebClientOptions } from '@/lib/connectors/web/client'
import { parseHostRules } from '@/lib/platform/host-rules'
import type { Answer } from './http-server'

/** A client that waits for no turns; `allow` as in LINK_CHECK_ALLOW_HOSTS. */
export function webClientFor({
  allow = '127.0.0.1/32:*',
  ...options
}: Partial<WebClientOptions> & { allow?: string } = {}): WebClient {
  const allowed = parseHostRules(allow)
  if ('problem' in allowed) throw new Error(allowed.problem)
  return createWebClient({ userAgent: 'Test/1.0', allowed, turn: async () => () => {}, ...options })
}

/** Answers a status and nothing else. */
export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) => {
    response.writeHead(code, headers)
    response.end()
  }
