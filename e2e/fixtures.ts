import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Page } from '@playwright/test'
import { house, PERSONAS, type Persona, signIn } from './session'

export type Theme = 'light' | 'dark' | 'system'

type Options = {
  /** Who looks at the page; null for somebody who has not signed in. */
  persona: Persona | null
  theme: Theme
  /** What the test itself provokes: a console line that matches one of these is not noise. */
  expectedNoise: RegExp[]
}

type Fixtures = {
  /** Opens a page and waits until it does no more by itself. Answers the HTTP status. */
  open: (path: string) => Promise<number>
  /** What axe finds against WCAG 2.2 AA, one line a violation and place; of the rules about colours alone, if told so. */
  axe: (rules?: 'all' | 'colours') => Promise<string[]>
  noise: string[]
}

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']
/** What another theme can break: nothing else of a page changes with it. */
const COLOURS = ['color-contrast', 'link-in-text-block']

/** Everything in a browser that nobody should ever see: errors, warnings of React, policy violations. */
export function listen(page: Page, noise: string[]): void {
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type())) return
    noise.push(`console ${message.type()}: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => noise.push(`page error: ${error.message}`))
  page.on('request', (request) => {
    if (request.url().includes('/api/csp-report')) noise.push(`CSP report: ${request.postData() ?? ''}`)
  })
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // The browser gives up prefetches when the page moves on.
    if (reason !== 'net::ERR_ABORTED') noise.push(`request failed: ${request.url()} ${reason}`)
  })
}

export const test = base.extend<Fixtures & Options>({
  persona: ['viewer', { option: true }],
  theme: ['light', { option: true }],
  expectedNoise: [[], { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from the pattern
  baseURL: async ({}, use) => {
    await use(house().baseUrl)
  },

  colorScheme: async ({ theme }, use) => {
    await use(theme === 'system' ? 'light' : theme)
  },

  context: async ({ context, persona, theme }, use) => {
    if (persona !== null) {
      const { cookie } = await signIn({ ...PERSONAS[persona], theme })
      await context.addCookies([{ ...cookie, url: house().baseUrl, httpOnly: true, sameSite: 'Lax' }])
    }
    await use(context)
  },

  noise: [
    async ({ page, expectedNoise }, use) => {
      const noise: string[] = []
      listen(page, noise)
      await use(noise)
      const unexpected = noise.filter((line) => !expectedNoise.some((pattern) => pattern.test(line)))
      expect(unexpected, 'the browser said nothing that it should not').toEqual([])
    },
    { auto: true },
  ],

  open: async ({ page }, use) => {
    await use(async (path) => {
      const response = await page.goto(path, { waitUntil: 'load' })
      await page.waitForLoadState('networkidle')
      return response?.status() ?? 0
    })
  },

  axe: async ({ page }, use) => {
    await use(async (rules = 'all') => {
      // Otherwise it opens a page more for each answer, which only frames of other sites need.
      const builder = new AxeBuilder({ page }).setLegacyMode()
      const asked = rules === 'all' ? builder.withTags(WCAG) : builder.withRules(COLOURS)
      const { violations } = await asked.analyze()
      return violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
      )
    })
  },
})

export { expect }
