import autocannon from 'autocannon'

export type LoadResult = {
  requestsPerSecond: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  requests: number
  notOk: number
}

export type LoadOptions = {
  url: string
  headers?: Record<string, string>
  connections?: number
  seconds?: number
  /** Requests a second of all connections together; as many as are answered without it. */
  rate?: number
}

/** Asks one address again and again over kept connections, for a bounded time. Loopback only. */
export async function load({
  url,
  headers = {},
  connections = 8,
  seconds = 3,
  rate,
}: LoadOptions): Promise<LoadResult> {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)) throw new Error('loopback only')
  const latencies: number[] = []
  const result = await new Promise<autocannon.Result>((done, fail) => {
    const instance = autocannon(
      { url, headers, connections, duration: seconds, overallRate: rate },
      (error, value) => (error ? fail(error) : done(value)),
    )
    instance.on('response', (_client, _status, _bytes, latency) => latencies.push(latency))
  })
  latencies.sort((one, other) => one - other)
  const at = (share: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
  return {
    requestsPerSecond: result['2xx'] / result.duration,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    requests: result['2xx'],
    notOk: result.non2xx + result.errors + result.timeouts,
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export type Paired<Result = LoadResult> = { subject: Result[]; control: Result[] }

/** Subject and control in turn, A B B A …, after a warm-up of each: the machine's drift meets both alike. */
export async function inTurn(subject: LoadOptions, control: LoadOptions, rounds = 16): Promise<Paired> {
  await load({ ...subject, seconds: 3 })
  await load({ ...control, seconds: 3 })
  return await takeTurns({ subject: () => load(subject), control: () => load(control) }, rounds)
}

/** Each side once a round, in one order and then in the other: A B C, C B A, … */
export async function takeTurns<Side extends string, Result>(
  sides: Readonly<Record<Side, () => Promise<Result>>>,
  rounds: number,
): Promise<Record<Side, Result[]>> {
  const names = Object.keys(sides) as Side[]
  const results = Object.fromEntries(names.map((name) => [name, [] as Result[]])) as Record<Side, Result[]>
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name].push(await sides[name]())
  }
  return results
}

/** The median over rounds of the ratio subject / control, pair by pair. */
export function ratio<Result>(paired: Paired<Result>, of: (result: Result) => number): number {
  return median(paired.subject.map((result, round) => of(result) / of(paired.control[round] ?? result)))
}
