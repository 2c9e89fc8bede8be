/** Systems that the portal stands without. What connects each is said here alone: the schema of the environment, refusals and pages read it. */
export const CONNECTABLE = ['fibery', 'superset'] as const

export type Connectable = (typeof CONNECTABLE)[number]

type Connecting = {
  name: string
  /** Variables that are set together. */
  needs: readonly string[]
  /** Of these, one more. */
  oneOf: readonly [string, string] | null
  /** Documents of the repository that tell how. */
  docs: readonly [string, ...string[]]
  /** What starts one to try it with. */
  tryWith: string | null
}

export const CONNECTING: Readonly<Record<Connectable, Connecting>> = {
  fibery: {
    name: 'Fibery',
    needs: ['FIBERY_URL', 'FIBERY_TOKEN'],
    oneOf: null,
    docs: ['docs/connectors/fibery.md'],
    tryWith: null,
  },
  superset: {
    name: 'Superset',
    needs: ['SUPERSET_URL', 'SUPERSET_USER', 'SUPERSET_PASSWORD'],
    // Tokens that Superset makes itself need no secret of both.
    oneOf: ['SUPERSET_GUEST_SECRET', 'SUPERSET_TOKENS=asked'],
    docs: ['docs/dashboards.md', 'docs/connectors/superset.md'],
    tryWith: 'npm run upstreams -- superset',
  },
}

export function isConnectable(system: unknown): system is Connectable {
  return typeof system === 'string' && system in CONNECTING
}

/** Whether it is connected, of an environment that holds: half of a system is refused at start. */
export function isConnected(system: Connectable, environment: Readonly<Record<string, unknown>>): boolean {
  return CONNECTING[system].needs.every((name) => environment[name] !== undefined)
}

/** `FIBERY_URL and FIBERY_TOKEN`: every variable that connects it. */
export function settingsWords(system: Connectable): string {
  const { needs, oneOf } = CONNECTING[system]
  if (oneOf !== null) return `${needs.join(', ')}, and either ${oneOf.join(' or ')}`
  return `${needs.slice(0, -1).join(', ')} and ${needs.at(-1)}`
}

/** What to do to connect it, in sentences. */
export function connectingWords(system: Connectable): string {
  const { docs, tryWith } = CONNECTING[system]
  const first = `Set ${settingsWords(system)}, and start the portal again: ${docs[0]}.`
  return tryWith === null ? first : `${first} To try one out: ${tryWith}.`
}
