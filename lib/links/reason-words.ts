import type { LinkState, Reason } from './model'

const WORDS: Readonly<Record<Reason, string>> = {
  OK: 'It works.',
  NOT_FOUND: 'There is no such page (404).',
  GONE: 'The page was taken away (410).',
  RECORD_GONE: 'What it leads to in the knowledge base is gone.',
  SIGN_IN: 'It wants somebody signed in.',
  KEPT_OUT: 'It lets signed-in people in, or no programs.',
  TOO_MANY_REQUESTS: 'Its host is busy; it is asked again later.',
  UNAVAILABLE: 'Its host says that it is away for now (503).',
  SERVER_FAULT: 'Its host answers with a fault of its own.',
  ODD_STATUS: 'It answers, but not in a way that says whether the page is there.',
  PORTAL_PAGE: 'A page of the portal itself.',
  PORTAL_OFFLINE: 'The portal could reach no host outside; nothing is held against the link.',
  BAD_ADDRESS: 'No address that could be asked.',
  CREDENTIALS_IN_ADDRESS: 'There is a name or password in the address; it is not sent.',
  NOT_ALLOWED: 'An address inside the network that the portal may not ask (LINK_CHECK_ALLOW_HOSTS).',
  NO_TURN: 'There was no turn at its host.',
  NAME_NOT_FOUND: 'There is no host of that name.',
  NAME_NOT_RESOLVED: 'The name of its host could not be looked up.',
  CONNECTION_REFUSED: 'Its host takes no connections there.',
  CONNECTION_CUT: 'Its host cut the line before it answered.',
  UNREACHABLE: 'There is no way to its host.',
  TIMEOUT: 'Its host does not answer in time.',
  NOT_HTTP: 'Its host answers with something that is no web page.',
  TLS_FAULT: 'No safe connection to its host came about.',
  CERTIFICATE_EXPIRED: 'The certificate of its host is out of date: browsers warn of it.',
  CERTIFICATE_OF_ANOTHER: 'The certificate of its host is for another name: browsers warn of it.',
  CERTIFICATE_UNKNOWN: 'The portal does not know who signed the certificate of its host.',
  REDIRECT_LOOP: 'It leads in a circle.',
  TOO_MANY_REDIRECTS: 'It leads on too often.',
  BAD_REDIRECT: 'It leads on to something that is no web address.',
}

/** Why a link stands as it does, in a sentence. */
export function reasonWords({ reason, status }: Pick<LinkState, 'reason' | 'status'>): string {
  if (reason === null) return 'Not checked yet.'
  const words = WORDS[reason]
  const told = reason === 'SERVER_FAULT' || reason === 'ODD_STATUS'
  return told && status !== null ? `${words.slice(0, -1)} (${status}).` : words
}
