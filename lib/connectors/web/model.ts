/**
 * Why a page could not be asked for. The first four are ours: nothing was sent. A probe tells them rather than throwing:
 * what is wrong with an address is what it was asked to find out.
 */
export type ProbeFault =
  | 'BAD_ADDRESS'
  | 'CREDENTIALS_IN_ADDRESS'
  | 'NOT_ALLOWED'
  | 'NO_TURN'
  | 'NAME_NOT_FOUND'
  | 'NAME_NOT_RESOLVED'
  | 'CONNECTION_REFUSED'
  | 'CONNECTION_CUT'
  | 'UNREACHABLE'
  | 'TIMEOUT'
  | 'NOT_HTTP'
  | 'TLS_FAULT'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_OF_ANOTHER'
  | 'CERTIFICATE_UNKNOWN'
  | 'REDIRECT_LOOP'
  | 'TOO_MANY_REDIRECTS'
  | 'BAD_REDIRECT'

/**
 * `inside`: an address inside the network answered, which tells nothing of the way out of it. `askAgainLater`: the answer
 * names a time. `redirected`: the address itself answers, and what it leads to does not.
 */
export type Probe =
  | { kind: 'answered'; status: number; inside: boolean; askAgainLater: boolean }
  | { kind: 'failed'; fault: ProbeFault; redirected: boolean }
