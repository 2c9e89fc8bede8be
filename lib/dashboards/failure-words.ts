const LATER = 'The portal asks again by itself every hour.'

const WORDS: Record<string, string> = {
  UNREACHABLE: `Superset could not be reached. ${LATER}`,
  CONNECTION_CUT: `The connection to Superset was cut in the middle of its answer. ${LATER}`,
  TIMEOUT: `Superset did not answer in time. ${LATER}`,
  UNAUTHORIZED: 'Superset does not accept the portal’s login: SUPERSET_USER and SUPERSET_PASSWORD.',
  FORBIDDEN:
    'Superset does not let the portal’s account see this: its role lacks the right to read dashboards.',
  RATE_LIMITED: `Superset is asked too often at the moment. ${LATER}`,
  BREAKER_OPEN: `Superset failed several times in a row and is given a pause. ${LATER}`,
  REDIRECTED:
    'Superset, or something before it, sent the portal elsewhere: see whether SUPERSET_URL is right.',
  SERVER_ERROR: `Superset, or something before it, is out of order. ${LATER}`,
  SERVER_FAULT: `Superset reports a fault of its own: its log says which. ${LATER}`,
  HTTP_STATUS: 'Superset does not know this, or refuses how it was asked.',
  WRONG_CONTENT_TYPE: 'Something else than Superset’s API answered, such as a proxy or a sign-in page.',
  NOT_JSON: `Superset’s answer could not be read. ${LATER}`,
  TOO_LARGE: 'Superset’s answer was larger than the portal takes.',
  SHAPE: 'Superset’s answer is of another shape than 6.0 and 6.1 give.',
  ABANDONED: `The attempt was interrupted. ${LATER}`,
}

/** What a failure of Superset means and what comes next, by its code. */
export function dashboardFailureWords(code: string): string {
  return WORDS[code] ?? `The last attempt failed (${code}). ${LATER}`
}
