/** What happened, for a reader; and what to do, for whom it may concern. */
export type FailureWords = { what: string; next: string }

const LATER = 'The portal asks again by itself every hour.'

const WORDS: Record<string, FailureWords> = {
  UNREACHABLE: { what: 'Fibery could not be reached.', next: LATER },
  CONNECTION_CUT: { what: 'The connection to Fibery was cut in the middle of its answer.', next: LATER },
  TIMEOUT: { what: 'Fibery did not answer in time.', next: LATER },
  UNAUTHORIZED: {
    what: "Fibery does not accept the portal's key.",
    next: 'An administrator can make a new key in Fibery and set it as FIBERY_TOKEN.',
  },
  FORBIDDEN: {
    what: "Fibery does not let the portal's account see this.",
    next: "An administrator of Fibery can give the portal's account access.",
  },
  RATE_LIMITED: { what: 'Fibery is asked too often at the moment.', next: LATER },
  LIMITER_FULL: { what: 'There was no turn to ask Fibery within its limits.', next: LATER },
  BREAKER_OPEN: { what: 'Fibery failed several times in a row and is given a pause.', next: LATER },
  REDIRECTED: {
    what: 'Fibery, or something in front of it, sent the portal elsewhere.',
    next: 'An administrator can see whether FIBERY_URL is right.',
  },
  SERVER_ERROR: { what: 'Fibery, or something in front of it, is out of order.', next: LATER },
  SERVER_FAULT: { what: 'Fibery reports a fault of its own, or does not know this space.', next: LATER },
  HTTP_STATUS: {
    what: 'Fibery does not know this space, or does not show it to the portal.',
    next: 'An administrator can see whether FIBERY_SPACES is right.',
  },
  WRONG_CONTENT_TYPE: {
    what: 'Something else than Fibery answered, such as a proxy.',
    next: 'An administrator can see what stands between the portal and Fibery.',
  },
  NOT_JSON: { what: "Fibery's answer could not be read.", next: LATER },
  TOO_LARGE: {
    what: "Fibery's answer was larger than the portal takes.",
    next: 'An administrator can divide the space, or name the spaces wanted in FIBERY_SPACES.',
  },
  GRAPHQL_ERRORS: { what: 'Fibery answered with errors, so its answer is not complete.', next: LATER },
  GRAPHQL_REFUSED: {
    what: "Fibery does not tell this space's GraphQL schema.",
    next: 'An administrator of Fibery can see whether introspection is turned off for it.',
  },
  NO_DATA: { what: "Fibery's answer was empty.", next: LATER },
  SHAPE: {
    what: "Fibery's answer contradicts itself or has changed its form.",
    next: 'Please tell an administrator.',
  },
  TYPE_TOO_DEEP: {
    what: 'A field of this space is wrapped in more lists than the portal reads.',
    next: 'Please tell an administrator.',
  },
  BAD_NAME: { what: "This space's name cannot stand in an address.", next: 'It can be renamed in Fibery.' },
  ABANDONED: { what: 'The attempt was interrupted.', next: LATER },
}

/** What means something else where entities were asked for, not what a space is made of. */
const OF_ENTITIES: Record<string, FailureWords> = {
  GRAPHQL_REFUSED: {
    what: 'Fibery refuses the question for these entities.',
    next: `Their fields may have changed since they were read. ${LATER}`,
  },
}

/** Words for a failure's code; unknown ones are told as such, never as nothing. */
export function failureWords(code: string, about: 'space' | 'entities' = 'space'): FailureWords {
  const own = about === 'entities' ? OF_ENTITIES[code] : undefined
  return own ?? WORDS[code] ?? { what: 'The last attempt failed.', next: LATER }
}
