import autocannon from 'autocannon'

export type LoadResult = {
  requestsPerSecond: number
  p50Ms: number
  p95Ms: number
  p99Ms: number
  requests: number
  notOk: number
  /** Of each request, in ascending order. */
  latenciesMs: number[]
}

export type LoadOptions = {
  url: string
  headers?: Record<string, string>
  connections?: number
  seconds?: number
  /** So many requests, however long they take, in the place of `seconds`. */
  amount?: number
  /** Requests a second of all connections together; as many as are answered without it. */
  rate?: number
}

/** How often autocannon looks whether it has done its amount. */
const LOOKS_MS = 20

/** Asks one address again and again over kept connections, for a bounded time or number. Loopback only. */
export async function load({
  url,
  headers = {},
  connections = 8,
  seconds = 3,
  amount,
  rate,
}: LoadOptions): Promise<LoadResult> {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname)) throw new Error('loopback only')
  const latencies: number[] = []
  const beganAt = performance.now()
  let lastAt = beganAt
  const long = amount === undefined ? { duration: seconds } : { amount, sampleInt: LOOKS_MS }
  const result = await new Promise<autocannon.Result>((done, fail) => {
    const instance = autocannon({ url, headers, connections, ...long, overallRate: rate }, (error, value) =>
      error ? fail(error) : done(value),
    )
    instance.on('response', (_client, _status, _bytes, latency) => {
      latencies.push(latency)
      lastAt = performance.now()
    })
  })
  latencies.sort((one, other) => one - other)
  return {
    // To the last answer: its own duration is told in whole looks.
    requestsPerSecond: result['2xx'] / ((lastAt - beganAt) / 1_000),
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
    p99Ms: quantile(latencies, 0.99),
    requests: result['2xx'],
    notOk: result.non2xx + result.errors + result.timeouts,
    latenciesMs: latencies,
  }
}

/** Of values in ascending order. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

export type Paired<Result = LoadResult> = { subject: Result[]; control: Result[] }

/** Requests of one turn: less than a second of most pages. */
const TURN = 48
const WARM_SECONDS = 10

/**
 * Subject and control in turn, A B B A …, after a warm-up of each: the machine's drift meets both alike. Many short turns
 * rather than a few long ones: a shared machine gives now more and now less, for seconds on end.
 */
export async function inTurn(subject: LoadOptions, control: LoadOptions, rounds = 60): Promise<Paired> {
  await load({ ...subject, seconds: WARM_SECONDS })
  await load({ ...control, seconds: WARM_SECONDS })
  const turn = (options: LoadOptions) => () => load({ ...options, amount: TURN })
  return await takeTurns({ subject: turn(subject), control: turn(control) }, rounds)
}

/** Of all requests of one side together: a turn has too few for its slowest hundredth. */
export function pooled(results: readonly LoadResult[], share: number): number {
  const all = results.flatMap(({ latenciesMs }) => latenciesMs)
  return quantile(
    all.sort((one, other) => one - other),
    share,
  )
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
