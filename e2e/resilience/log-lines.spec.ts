import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { ask, signEverybodyIn } from '../access/people'
import { house } from '../session'

test('every line of the log is one JSON object, those of Next and of its faults too', async () => {
  const { cookies } = await signEverybodyIn()
  // Next itself complains of a body that is no form.
  const headers = { 'next-action': 'f'.repeat(42), 'content-type': 'multipart/form-data; boundary=x' }
  await ask('/products', cookies.viewer, { method: 'POST', headers, body: 'no form' })
  const text = readFileSync(join(house().dataDir, 'portal.log'), 'utf8')
  const lines = text.slice(0, text.lastIndexOf('\n')).split('\n')
  const bad = lines.filter((line) => {
    try {
      return typeof JSON.parse(line) !== 'object'
    } catch {
      return true
    }
  })
  expect(bad).toEqual([])
  expect(lines.some((line) => line.includes('"source":"console"'))).toBe(true)
})
