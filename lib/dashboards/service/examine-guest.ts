import { randomUUID } from 'node:crypto'
import type { GuestAnswer } from '@/lib/connectors/superset/guest'
import { mayFrame } from '@/lib/connectors/superset/guest'
import { chartAttacks, filterQuestion, routeQuestions } from '../guest-questions'
import { type Finding, type Judged, judgeStatus, type LeakKey, toFinding } from '../leaks'
import { askData, type Ground, readGround, TIMEOUT_MS, type Viewed } from './guest-view'
import { SIGNED_WRONG, type Sign, tokensOfAnyone } from './wrong-tokens'

export type Examined = Viewed & {
  portalOrigin: string
  embeddedId: string
  /** Superset's number of another dashboard; null where there is no other. */
  other: number | null
  /** Makes other tokens with the shared secret; null where Superset makes them itself. */
  sign: Sign | null
  /** The same with the secret that stands in Superset's own configuration, for each audience that it may go with. */
  signKnown: readonly Sign[]
}

const ELSEWHERE = 'https://elsewhere.example'
/** Of a thing that is known to be there: Superset hides what it refuses. */
const HIDDEN = [404]
const REFUSED: Judged = { outcome: 'closed', detail: 'refused' }
const NO_SECRET = 'the portal has no secret to sign one with that Superset takes'

/**
 * Tries the known ways past the rules as a guest would, one after the other, with a token to which no row is shown.
 * @throws ExaminationFailed when Superset does not take a good token: then nothing could be told from its refusals
 */
export async function examineGuest(examined: Examined): Promise<Finding[]> {
  const ground = await readGround(examined)
  const known = await firstTaken(examined, examined.signKnown)
  const sign = (await firstTaken(examined, examined.sign === null ? [] : [examined.sign])) ?? known
  return [
    ...(await tryTokens(examined, sign)),
    toFinding('token-known', known === null ? REFUSED : { outcome: 'open', detail: 'status 200' }),
    await tryWithoutRule(examined, ground, sign),
    ...(await tryChart(examined, ground)),
    await tryFilter(examined, ground),
    toFinding('dataset-sql', { outcome: ground.isSqlTold ? 'open' : 'closed', detail: 'status 200' }),
    ...(await tryRights(examined, ground)),
    ...(await tryFrames(examined)),
  ]
}

const untold = (key: LeakKey, detail: string) => toFinding(key, { outcome: 'unknown', detail })

/** Asks for what gives no figures: the list of the dashboard's own charts. */
function openWith({ guest, number }: Examined, token?: string): Promise<GuestAnswer> {
  const path = `/api/v1/dashboard/${number}/charts`
  return guest.ask({ path, timeoutMs: TIMEOUT_MS, ...(token === undefined ? {} : { token }) })
}

/** By whose signature a token opens the dashboard: without one that does, nothing is told by wrong ones. */
async function firstTaken(examined: Examined, signs: readonly Sign[]): Promise<Sign | null> {
  for (const sign of signs) {
    const { status } = await openWith(examined, await sign({ expiresIn: 60 }))
    if (status === 200) return sign
  }
  return null
}

async function tryTokens(examined: Examined, sign: Sign | null): Promise<Finding[]> {
  const findings = [await attempt('no-token', () => openWith(examined), hidden)]
  for (const [key, token] of tokensOfAnyone(examined.token)) {
    findings.push(await attempt(key, () => openWith(examined, token), hidden))
  }
  for (const key of Object.keys(SIGNED_WRONG) as (keyof typeof SIGNED_WRONG)[]) {
    const token = await sign?.(SIGNED_WRONG[key])
    findings.push(
      token === undefined
        ? untold(key, NO_SECRET)
        : await attempt(key, () => openWith(examined, token), hidden),
    )
  }
  return findings
}

/** A filter's values, of which none is called so, with a token that speaks of another dataset. */
async function tryWithoutRule(examined: Examined, ground: Ground, sign: Sign | null): Promise<Finding> {
  const key = 'dataset-no-rule'
  const { filter, dashboard } = ground.view
  if (sign === null) return untold(key, NO_SECRET)
  if (filter === null) return untold(key, 'the dashboard has no filter to try with')
  const filters = [{ col: filter.columns[0], op: 'IN', val: [randomUUID()] }]
  const token = await sign({ expiresIn: 60, rules: [{ dataset: -1, clause: '1 = 0' }] })
  const body = filterQuestion(dashboard, filter, { query: { filters } })
  const judged = await attempt(key, () => askData({ ...examined, token }, body))
  return controlled(judged, ground.isFilterAnswered)
}

async function tryChart(examined: Examined, ground: Ground): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [key, body] of Object.entries(chartAttacks(ground.view)) as [LeakKey, unknown][]) {
    if (key === 'hidden-filter' && ground.hiddenColumn === null) {
      findings.push(untold(key, 'the dashboard shows every column'))
      continue
    }
    // Superset itself does not read a condition with such brackets.
    const also = key === 'sql-filter' ? [400] : []
    const finding = await attempt(
      key,
      () => askData(examined, body),
      (answer) => judgeStatus(answer, also),
    )
    findings.push(controlled(finding, ground.isChartAnswered))
  }
  return findings
}

async function tryFilter(examined: Examined, { view, isFilterAnswered }: Ground): Promise<Finding> {
  const key = 'filter-values'
  if (view.filter === null) return untold(key, 'the dashboard has no filter to try with')
  const body = filterQuestion(view.dashboard, view.filter, { query: { columns: [view.filter.otherColumn] } })
  return controlled(await attempt(key, () => askData(examined, body)), isFilterAnswered)
}

/** Where the dashboard's own question is refused too, a refusal says nothing of what was added to it. */
function controlled(finding: Finding, isAnswered: boolean): Finding {
  if (finding.outcome !== 'closed' || isAnswered) return finding
  const detail = `${finding.detail}, as the dashboard’s own question is answered when it is put so`
  return { ...finding, outcome: 'unknown', detail }
}

async function tryRights(examined: Examined, { view }: Ground): Promise<Finding[]> {
  const { guest, other, token } = examined
  const ask = (path: string, body?: unknown) => () =>
    guest.ask({ path, token, timeoutMs: TIMEOUT_MS, ...(body === undefined ? {} : { method: 'POST', body }) })
  const findings = [
    other === null
      ? untold('other-dashboard', 'there is no other one to try')
      : await attempt('other-dashboard', ask(`/api/v1/dashboard/${other}/charts`), hidden),
  ]
  for (const { key, path, body, mayBeNone = false } of routeQuestions(view)) {
    findings.push(await attempt(key, ask(path, body), (answer) => judgeList(answer, mayBeNone)))
  }
  return findings
}

const hidden = (answer: GuestAnswer) => judgeStatus(answer, HIDDEN)

/** A list of nothing, of what is known to be there, is a refusal. */
function judgeList(answer: GuestAnswer, mayBeNone: boolean): Judged {
  const { result } = (answer.json ?? {}) as { result?: unknown }
  const isEmpty = answer.status === 200 && Array.isArray(result) && result.length === 0
  if (!isEmpty) return hidden(answer)
  return { outcome: mayBeNone ? 'unknown' : 'closed', detail: 'status 200, and nothing in it' }
}

async function tryFrames({ guest, embeddedId, portalOrigin }: Examined): Promise<Finding[]> {
  const page = (referer: string) => () =>
    guest.ask({ path: `/embedded/${embeddedId}`, referer, timeoutMs: TIMEOUT_MS })
  return [
    await attempt('frame-others', page(`${portalOrigin}/`), (answer) => {
      if (answer.status !== 200) return { outcome: 'unknown', detail: `status ${answer.status}` }
      return { outcome: mayFrame(answer, ELSEWHERE) ? 'open' : 'closed', detail: 'status 200' }
    }),
    await attempt('frame-domains', page(`${ELSEWHERE}/`)),
  ]
}

async function attempt(
  key: LeakKey,
  ask: () => Promise<GuestAnswer>,
  judge: (answer: GuestAnswer) => Judged = (answer) => judgeStatus(answer),
): Promise<Finding> {
  try {
    return toFinding(key, judge(await ask()))
  } catch (error) {
    const isLate = (error as { name?: string }).name === 'TimeoutError'
    return untold(key, isLate ? `no answer within ${TIMEOUT_MS / 1000} s` : 'no answer')
  }
}
