import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { looksTheSame, type Print, readPrint } from './picture-print'

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
  /** At which widths; at all of them when left out. On a phone the navigation, which tells pages apart, is folded away. */
  sameAt?: readonly Width[]
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
  const elsewhere = new Map<string, { place: string; print: Print }[]>()
  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      const place = `${theme}-${width}`
      const prints = new Map<string, Print>()
      for (const { name } of pictures) {
        const print = readPrint(pictureFile(root, { theme, width, name }))
        if ('fault' in print) faults.push(`${place}/${name}: ${print.fault}`)
        else prints.set(name, print)
      }
      faults.push(...twinFaults({ place, width }, pictures, prints), ...strangeFiles(root, place, pictures))
      for (const [name, print] of prints) {
        const others = elsewhere.get(name) ?? []
        const twin = others.find((other) => looksTheSame(other.print, print))
        if (twin !== undefined) faults.push(`${place}/${name}: the same picture as ${twin.place}/${name}`)
        elsewhere.set(name, [...others, { place, print }])
      }
    }
  }
  return faults
}

function twinFaults(
  { place, width }: { place: string; width: Width },
  pictures: readonly Picture[],
  prints: ReadonlyMap<string, Print>,
): string[] {
  const faults: string[] = []
  const single: { name: string; print: Print }[] = []
  for (const { name, sameAs, sameAt = WIDTHS } of pictures) {
    const print = prints.get(name)
    if (print === undefined) continue
    if (sameAs !== undefined && sameAt.includes(width)) {
      const twin = prints.get(sameAs)
      if (twin === undefined || !looksTheSame(twin, print))
        faults.push(`${place}/${name}: should be the same picture as ${sameAs}`)
      continue
    }
    const twin = single.find((other) => looksTheSame(other.print, print))
    if (twin !== undefined) faults.push(`${place}/${name}: the same picture as ${twin.name}`)
    single.push({ name, print })
  }
  return faults
}

function strangeFiles(root: string, place: string, pictures: readonly Picture[]): string[] {
  const folder = join(root, place)
  const wanted = new Set(pictures.map(({ name }) => `${name}.png`))
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files.filter((file) => !wanted.has(file)).map((file) => `${place}/${file}: nothing asks for it`)
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))]
}
