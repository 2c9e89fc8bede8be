import type { Page } from '@playwright/test'

// Whether a dashboard is ever seen before it is drawn in the page's look: by what is under a pointer in each picture of the
// page, and by the pictures themselves.

export type Cover = {
  /** Pictures in which the frame was there and wholly under its cover, which nothing shines through. */
  covered: number
  /** Pictures in which the frame was not drawn and a part of it not covered. */
  bare: number
  /** Pictures in which it was drawn and could be reached. */
  open: number
}

/** To be called before the page is opened. */
export async function watchCover(page: Page): Promise<() => Promise<Cover>> {
  await page.addInitScript(watch)
  return () => page.evaluate(() => (window as unknown as { cover: Cover }).cover)
}

/** Runs in the page. */
function watch(): void {
  if (window !== window.top) return
  const cover: Cover = { covered: 0, bare: 0, open: 0 }
  Object.assign(window, { cover })
  const isSolid = (element: Element) => {
    const { backgroundColor, opacity, visibility } = getComputedStyle(element)
    return opacity === '1' && visibility === 'visible' && !/\/|rgba|transparent/.test(backgroundColor)
  }
  const look = () => {
    requestAnimationFrame(look)
    const section = document.querySelector('section[data-drawing]')
    const frame = section?.querySelector('iframe')
    if (section === null || frame === null || frame === undefined) return
    const { left, top, width, height } = frame.getBoundingClientRect()
    const below = Math.min(height, innerHeight - top)
    const parts = [0.02, 0.25, 0.5, 0.75, 0.98]
    const found = parts.flatMap((x) =>
      parts.map((y) => document.elementFromPoint(left + x * width, top + y * below)),
    )
    if (section.getAttribute('data-drawing') === 'drawn') {
      if (found.some((element) => element === frame)) cover.open += 1
      return
    }
    const isCovered = found.every((element) => {
      const over = element?.closest('.dashboard-cover')
      return over !== null && over !== undefined && isSolid(over)
    })
    if (isCovered) cover.covered += 1
    else cover.bare += 1
  }
  requestAnimationFrame(look)
}

const WIDTH = 480

/** From now on every picture that the browser shows, as JPEG. Answers how light (0 to 255) each is where the dashboard is. */
export async function watchLight(page: Page): Promise<() => Promise<number[]>> {
  const session = await page.context().newCDPSession(page)
  const pictures: string[] = []
  session.on('Page.screencastFrame', ({ data, sessionId }) => {
    pictures.push(data)
    // The page may be gone by then.
    session.send('Page.screencastFrameAck', { sessionId }).catch(() => {})
  })
  await session.send('Page.startScreencast', {
    format: 'jpeg',
    quality: 50,
    maxWidth: WIDTH,
    maxHeight: WIDTH,
  })
  return async () => {
    await session.send('Page.stopScreencast')
    const part = await page.locator('.dashboard-place').evaluate((place) => {
      const { left, top, width, height } = place.getBoundingClientRect()
      return {
        ...{ left: left / innerWidth, top: top / innerHeight },
        ...{ right: (left + width) / innerWidth, bottom: Math.min(1, (top + height) / innerHeight) },
      }
    })
    const reader = await page.context().newPage()
    const lights = await reader.evaluate(lightOf, { pictures, part })
    await reader.close()
    return lights
  }
}

type Part = { left: number; top: number; right: number; bottom: number }

/** Runs in an empty page: the mean of the lightness of a part of each picture. */
async function lightOf({ pictures, part }: { pictures: string[]; part: Part }): Promise<number[]> {
  const lights: number[] = []
  for (const data of pictures) {
    const blob = await (await fetch(`data:image/jpeg;base64,${data}`)).blob()
    const bitmap = await createImageBitmap(blob)
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('no canvas')
    context.drawImage(bitmap, 0, 0)
    const [left, top] = [Math.ceil(part.left * bitmap.width), Math.ceil(part.top * bitmap.height)]
    const width = Math.floor(part.right * bitmap.width) - left
    const height = Math.floor(part.bottom * bitmap.height) - top
    const bytes = context.getImageData(left, top, width, height).data
    let sum = 0
    for (let at = 0; at < bytes.length; at += 4) {
      sum += 0.2126 * (bytes[at] ?? 0) + 0.7152 * (bytes[at + 1] ?? 0) + 0.0722 * (bytes[at + 2] ?? 0)
    }
    lights.push(Math.round((4 * sum) / bytes.length))
  }
  return lights
}

/** Runs in a page or a frame: the colour of an element's ground in parts of 255, whatever words it is written in. */
export function groundOf(element: Element): number[] {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (context === null) throw new Error('no canvas')
  context.fillStyle = getComputedStyle(element).backgroundColor
  context.fillRect(0, 0, 1, 1)
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
}
