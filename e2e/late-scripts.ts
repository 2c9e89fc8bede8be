import type { Page } from '@playwright/test'

/** Holds back the scripts of the pages that are opened from now on, as a slow line does. Answers how to let them come. */
export async function holdScripts(page: Page): Promise<() => void> {
  let send = () => {}
  const sent = new Promise<void>((resolve) => {
    send = resolve
  })
  await page.route('**/_next/static/**/*.js', async (route) => {
    await sent
    await route.continue()
  })
  return send
}
