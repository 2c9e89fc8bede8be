import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** For a browser that runs as root in a container, and asks nobody anything. */
export const BROWSER_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** The Chromium of this machine: PERGOLA_BROWSER, the system's own, or Playwright's; undefined when there is none. */
export function findBrowser(): string | undefined {
  const candidates = [process.env.PERGOLA_BROWSER, ...PLACES, chromium.executablePath()]
  return candidates.find((place) => place !== undefined && place !== '' && existsSync(place))
}

/** Finds a Chromium, or installs one: Debian's as root, Playwright's own download elsewhere. */
export function requireBrowser(): string {
  const found = findBrowser()
  if (found !== undefined) return found
  const isRootOnDebian = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  const steps: [string, string[]][] = isRootOnDebian
    ? [
        ['apt-get', ['update', '-qq']],
        ['apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation']],
      ]
    : [['node_modules/.bin/playwright', ['install', 'chromium']]]
  for (const [command, args] of steps) {
    spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
  }
  const installed = findBrowser()
  if (installed !== undefined) return installed
  throw new Error(
    'There is no Chromium and none could be installed: install one (Debian: apt-get install chromium) or set PERGOLA_BROWSER to its program.',
  )
}
