import { expect, test } from '@playwright/test'
import { ask, signEverybodyIn } from '../access/people'
import { house } from '../session'

test('the image route, which nothing uses, is closed to everybody: it would ask addresses of its caller’s choosing', async () => {
  const { cookies } = await signEverybodyIn()
  const pictures = [
    '/icon.svg',
    '/api/health/live',
    `${house().baseUrl}/icon.svg`,
    'http://169.254.169.254/latest/meta-data/',
    '//evil.example/a.png',
  ]
  for (const picture of pictures) {
    for (const who of [undefined, cookies.admin]) {
      const path = `/_next/image?url=${encodeURIComponent(picture)}&w=64&q=75`
      expect((await ask(path, who ?? '')).status, path).toBe(404)
    }
  }
})

test('no route of the framework tells of the build or its sources', async () => {
  const { cookies } = await signEverybodyIn()
  for (const path of ['/.env', '/package.json', '/_next/static/../../.env', '/server.js', '/.git/config']) {
    // An address that there is not, like any other: to sign-in first.
    expect((await ask(path, '')).status, path).toBe(307)
    expect((await ask(path, cookies.admin)).status, path).toBe(404)
  }
})

test('the icon that browsers ask for by its old name, before or beside the page that names another, is there for everybody', async () => {
  const { cookies } = await signEverybodyIn()
  for (const who of ['', cookies.admin]) {
    const { status, headers } = await ask('/favicon.ico', who)
    expect([status, headers.get('content-type')]).toEqual([200, 'image/x-icon'])
  }
})
