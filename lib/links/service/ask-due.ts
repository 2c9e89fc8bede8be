import type { WebClient } from '@/lib/connectors/web/client'
import type { Probe } from '@/lib/connectors/web/model'
import { afterCheck, isSilence, judge, looksOffline } from '../judgement'
import type { Verdict } from '../model'
import { type DueLink, saveHealth } from '../repository/links'
import type { ByRecord } from './records'

/** Hosts asked at once; each of them one request at a time. */
const HOSTS_AT_ONCE = 6
/** A host that was silent so often in a row is not asked for the rest of its links: they are as away as these. */
const SILENT_ENOUGH = 3

export type AskedLinks = { asked: number; left: number; offline: boolean }

export type Asking = {
  byRecord: ByRecord
  web: WebClient
  /** By `performance.now()`. */
  until: number
  signal: AbortSignal | undefined
  checkId: string
  now: () => Date
  keepHold: () => Promise<void>
}

/** Asks links, host by host. @throws the signal's reason; what `keepHold` throws */
export async function askDue(due: readonly DueLink[], given: Asking): Promise<AskedLinks> {
  // When one host's turn ends in a failure of ours, nothing is asked of the others either.
  const stop = new AbortController()
  const signal = given.signal === undefined ? stop.signal : AbortSignal.any([given.signal, stop.signal])
  const asking = { ...given, signal }
  const tally = new Tally(asking)
  const elsewhere: DueLink[] = []
  for (const link of due) {
    signal.throwIfAborted()
    const verdict = await asking.byRecord(link.url)
    if (verdict === null) elsewhere.push(link)
    else await tally.save(link, verdict)
  }
  // The longest queues first, so that none of them is left alone at the end.
  const queues = [...Map.groupBy(elsewhere, ({ host }) => host).values()].sort(
    (one, other) => other.length - one.length,
  )
  const worker = async () => {
    for (let queue = queues.shift(); queue !== undefined; queue = queues.shift()) {
      await askHost(queue, asking, tally)
    }
  }
  try {
    await Promise.all(Array.from({ length: HOSTS_AT_ONCE }, worker))
  } finally {
    stop.abort()
  }
  return await tally.end()
}

async function askHost(queue: readonly DueLink[], asking: Asking, tally: Tally): Promise<void> {
  let silence: Probe | null = null
  let silent = 0
  for (const [index, link] of queue.entries()) {
    asking.signal?.throwIfAborted()
    if (performance.now() > asking.until) {
      tally.left += queue.length - index
      return
    }
    const probe: Probe =
      silence !== null && silent >= SILENT_ENOUGH ? silence : await asking.web.probe(link.url, asking.signal)
    silent = isSilence(probe) ? silent + 1 : 0
    silence = isSilence(probe) ? probe : null
    await tally.heard(link, probe)
    if (judge(probe).finding === 'busy') {
      tally.left += queue.length - index - 1
      return
    }
  }
}

/** What came of a check so far. Silence is held back until a host outside is heard: the fault may be the portal's own. */
class Tally {
  left = 0
  #asked = 0
  #anyAnswered = false
  #silent: { link: DueLink; probe: Probe }[] = []
  readonly #asking: Asking

  constructor(asking: Asking) {
    this.#asking = asking
  }

  async heard(link: DueLink, probe: Probe): Promise<void> {
    if (!this.#anyAnswered && isSilence(probe)) {
      this.#silent.push({ link, probe })
      await this.#asking.keepHold()
      return
    }
    if (probe.kind === 'answered' && !probe.inside) {
      this.#anyAnswered = true
      await this.#release()
    }
    await this.save(link, judge(probe))
  }

  async save(link: DueLink, verdict: Verdict): Promise<void> {
    const { checkId, keepHold, now } = this.#asking
    await keepHold()
    await saveHealth(link.id, checkId, afterCheck(link.health, verdict, now()))
    this.#asked += 1
  }

  async end(): Promise<AskedLinks> {
    const silentHosts = new Set(this.#silent.map(({ link }) => link.host)).size
    const offline = looksOffline({ silentHosts, anyAnswered: this.#anyAnswered })
    await this.#release(offline ? { finding: 'notAsked', reason: 'PORTAL_OFFLINE', status: null } : undefined)
    return { asked: this.#asked, left: this.left, offline }
  }

  async #release(instead?: Verdict): Promise<void> {
    const held = this.#silent
    this.#silent = []
    for (const { link, probe } of held) await this.save(link, instead ?? judge(probe))
  }
}
