import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateSync } from 'node:zlib'

export const THEMES = ['light', 'dark'] as const
/** A phone and a desk, in CSS pixels. */
export const WIDTHS = [390, 1440] as const
/** What every page can meet, besides being shown as usual. */
export const STATES = ['loading', 'empty', 'failed', 'forbidden'] as const

export type Theme = (typeof THEMES)[number]
export type Width = (typeof WIDTHS)[number]
export type State = (typeof STATES)[number]

/** A picture that is to be there in each theme and width. */
export type Picture = {
  name: string
  /** The page that it shows, and whether as usual or in which state; left out for what belongs to no page. */
  route?: string
  state?: 'usual' | State
  /** The name of the picture that this one must equal: only that one, and not merely resemble it. */
  sameAs?: string
}

/** Why a page has no picture of a state. */
export type Without = Readonly<Record<string, Partial<Record<State, string>>>>

export function pictureFile(
  root: string,
  { theme, width, name }: { theme: Theme; width: Width; name: string },
) {
  return join(root, `${theme}-${width}`, `${name}.png`)
}

/** A line for each page that has neither a picture nor words for one of its states, or has both. */
export function coverageFaults(
  routes: readonly string[],
  pictures: readonly Picture[],
  without: Without,
): string[] {
  const faults = duplicates(pictures.map(({ name }) => name)).map(
    (name) => `${name}: two pictures are called so`,
  )
  const known = new Set(routes)
  const strangers = [...pictures.flatMap(({ route }) => route ?? []), ...Object.keys(without)]
  for (const route of new Set(strangers)) {
    if (!known.has(route)) faults.push(`${route}: there is no such page`)
  }
  for (const route of routes) {
    for (const state of ['usual', ...STATES] as const) {
      const shown = pictures.some((picture) => picture.route === route && picture.state === state)
      const words = state === 'usual' ? undefined : without[route]?.[state]
      if (shown && words !== undefined)
        faults.push(`${route}: ${state} has a picture and words why there is none`)
      if (!shown && !words)
        faults.push(`${route}: ${state} has neither a picture nor words why there is none`)
    }
  }
  return faults
}

/** A line for each picture below `root` that is missing, is another one's twin, or is not the twin that it should be. */
export function pictureFaults(root: string, pictures: readonly Picture[]): string[] {
  const faults: string[] = []
  const everywhere = new Map<string, string>()
  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      const place = `${theme}-${width}`
      const hashes = new Map<string, string>()
      for (const { name } of pictures) {
        const hash = hashOf(pictureFile(root, { theme, width, name }))
        if (typeof hash !== 'string') faults.push(`${place}/${name}: ${hash.fault}`)
        else hashes.set(name, hash)
      }
      faults.push(...twinFaults(place, pictures, hashes), ...strangeFiles(root, place, pictures))
      for (const [name, hash] of hashes) {
        const key = `${name} ${hash}`
        const other = everywhere.get(key)
        if (other !== undefined) faults.push(`${place}/${name}: the same picture as ${other}/${name}`)
        everywhere.set(key, place)
      }
    }
  }
  return faults
}

function twinFaults(
  place: string,
  pictures: readonly Picture[],
  hashes: ReadonlyMap<string, string>,
): string[] {
  const faults: string[] = []
  const first = new Map<string, string>()
  for (const { name, sameAs } of pictures) {
    const hash = hashes.get(name)
    if (hash === undefined) continue
    if (sameAs !== undefined) {
      if (hashes.get(sameAs) !== hash)
        faults.push(`${place}/${name}: should be the same picture as ${sameAs}`)
      continue
    }
    const other = first.get(hash)
    if (other !== undefined) faults.push(`${place}/${name}: the same picture as ${other}`)
    else first.set(hash, name)
  }
  return faults
}

function strangeFiles(root: string, place: string, pictures: readonly Picture[]): string[] {
  const folder = join(root, place)
  const wanted = new Set(pictures.map(({ name }) => `${name}.png`))
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files.filter((file) => !wanted.has(file)).map((file) => `${place}/${file}: nothing asks for it`)
}

const SIGNATURE = '89504e470d0a1a0a'

/**
 * A hash of size and pixels, other parts of the file left out. The pixels count as the browser's encoder filtered them:
 * the same encoder filters the same pixels in the same way.
 */
function hashOf(file: string): string | { fault: string } {
  if (!existsSync(file)) return { fault: 'is missing' }
  const png = readFileSync(file)
  if (png.subarray(0, 8).toString('hex') !== SIGNATURE) return { fault: 'is no PNG' }
  const hash = createHash('sha256')
  const data: Buffer[] = []
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at)
    const kind = png.toString('latin1', at + 4, at + 8)
    const body = png.subarray(at + 8, at + 8 + length)
    if (kind === 'IHDR') hash.update(body)
    if (kind === 'IDAT') data.push(body)
    at += length + 12
  }
  try {
    return hash.update(inflateSync(Buffer.concat(data))).digest('hex')
  } catch {
    return { fault: 'is a broken PNG' }
  }
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
