import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type BrowserContext, expect, type Page } from '@playwright/test'
import { createTestSession } from '@/lib/testing/session'
import { pictureFile, THEMES, WIDTHS } from '@/start/ci/pictures'
import { fill, type Places } from '../access/places'
import { PERSONAS, type Persona } from '../session'
import type { Scene } from './scene'

export const FOLDER = 'screens'

/** A house in which scenes are played. */
export type Ground = {
  url: string
  secret: string
  databaseUrl: string
  places: Places
  database: { cut: () => void; restore: () => void }
}

type Cookie = { name: string; value: string }
const cookies = new Map<string, Promise<Cookie>>()

/** One session a person and house: they have a past, as people have. */
function cookieOf(persona: Persona, { url, secret, databaseUrl }: Ground): Promise<Cookie> {
  const key = `${url} ${persona}`
  const known = cookies.get(key)
  if (known !== undefined) return known
  const made = createTestSession(PERSONAS[persona], { databaseUrl, secret, baseUrl: url }).then(
    ({ cookie }) => cookie,
  )
  cookies.set(key, made)
  return made
}

const HEIGHTS = { 390: 844, 1440: 900 } as const

/** Plays a scene and takes its picture in every theme and width. */
export async function take(scene: Scene, ground: Ground, page: Page, context: BrowserContext): Promise<void> {
  if (scene.persona !== null) {
    const cookie = await cookieOf(scene.persona, ground)
    await context.addCookies([{ ...cookie, url: ground.url, httpOnly: true, sameSite: 'Lax' }])
  }
  const open = async (path: string) => {
    const response = await page.goto(ground.url + fill(path, ground.places), { waitUntil: 'load' })
    await page.waitForLoadState('networkidle')
    return response?.status() ?? 0
  }
  const begin = async (path: string) => {
    await page.goto(ground.url + path, { waitUntil: 'commit' })
  }
  const shoot = () => photograph(page, scene.name)
  if (scene.play !== undefined) {
    await scene.play({ ...ground, page, open, begin, shoot })
    return
  }
  expect(await open(scene.path)).toBe(scene.status ?? 200)
  await shoot()
}

async function photograph(page: Page, name: string): Promise<void> {
  await page.evaluate(sameNumbers)
  // What is fixed would stand in the midst of a picture of the whole page.
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHTS[width] })
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme })
      const path = pictureFile(FOLDER, { theme, width, name })
      mkdirSync(dirname(path), { recursive: true })
      await page.screenshot({ path, fullPage: true, animations: 'disabled', caret: 'hide' })
    }
  }
}

/** Ids of requests and faults differ every time; two pages that show nothing else of their own shall be told to be the same. */
function sameNumbers(): void {
  const id = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.nodeValue ?? ''
    const isDigest = node.parentElement?.tagName === 'CODE' && /^\d+$/.test(text)
    const same = isDigest ? '1234567890' : text.replace(id, '01234567-89ab-7cde-8f01-23456789abcd')
    if (same !== text) node.nodeValue = same
  }
}
