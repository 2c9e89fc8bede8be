import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { remedyFor } from '@/lib/connections/remedies'
import { OBSTACLE_WORDS } from '@/lib/dashboards/embedding'
import { TEST_ENV } from '@/lib/testing/environment'
import { CONNECTING, type Connectable, connectingWords, settingsWords } from './connecting'
import { parseEnv } from './env'

const SYSTEMS = Object.keys(CONNECTING) as Connectable[]

/** Values that the schema takes, by the end of a variable's name. */
const sampleOf = (name: string) => (name.endsWith('_URL') ? 'https://system.example' : 'v'.repeat(32))
const given = (settings: readonly string[]) =>
  Object.fromEntries(settings.map((one) => (one.includes('=') ? one.split('=') : [one, sampleOf(one)])))

it('names each variable that connects a system, and those of which one is enough', () => {
  expect(settingsWords('fibery')).toBe('FIBERY_URL and FIBERY_TOKEN')
  expect(settingsWords('superset')).toBe(
    'SUPERSET_URL, SUPERSET_USER, SUPERSET_PASSWORD, and either SUPERSET_GUEST_SECRET or SUPERSET_TOKENS=asked',
  )
})

it.each(SYSTEMS)('names for %s what the environment asks for: no more, no less', (system) => {
  const { needs, oneOf } = CONNECTING[system]
  for (const last of oneOf ?? [null]) {
    const all = last === null ? needs : [...needs, last]
    expect(parseEnv({ ...TEST_ENV, ...given(all) })).toBeTruthy()
    for (const one of all) {
      const without = given(all.filter((name) => name !== one))
      expect(() => parseEnv({ ...TEST_ENV, ...without }), `without ${one}`).toThrow()
    }
  }
})

it.each(SYSTEMS)('names for %s documents that say the same', (system) => {
  const { needs, oneOf, docs } = CONNECTING[system]
  for (const file of ['.env.example', ...docs]) {
    const text = readFileSync(file, 'utf8')
      .replaceAll('`', '')
      .replaceAll(/\s+#?\s*/g, ' ')
    expect(
      needs.filter((name) => !text.includes(name)),
      file,
    ).toEqual([])
    if (oneOf !== null) expect(text, file).toContain(`and either ${oneOf.join(' or ')}`)
  }
})

it('is what the doctor and the page of a dashboard say', () => {
  expect(remedyFor('superset', 'NOT_CONFIGURED')).toBe(connectingWords('superset'))
  expect(remedyFor('fibery', 'NOT_CONFIGURED')).toBe(connectingWords('fibery'))
  expect(OBSTACLE_WORDS['not-configured'].remedy).toBe(connectingWords('superset'))
  expect(connectingWords('superset')).toContain('npm run upstreams -- superset')
})
