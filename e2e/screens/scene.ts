import type { Page } from '@playwright/test'
import type { Picture } from '@/start/ci/pictures'
import type { Places } from '../access/places'
import type { Persona } from '../session'

/** What a scene has to do with while it is played. */
export type Stage = {
  page: Page
  places: Places
  /** The address of the house's database, as the owner of its tables. */
  databaseUrl: string
  /** Opens a path of the house, its braces filled, and answers the status once the page does no more by itself. */
  open: (path: string) => Promise<number>
  /** Opens a path and waits for no more than its first bytes. */
  begin: (path: string) => Promise<void>
  /** Takes the picture, in every theme and width. */
  shoot: () => Promise<void>
  /** Cuts the way to the database, and restores it. Only in the troubled house. */
  database: { cut: () => void; restore: () => void }
}

/** A picture, and how to bring it about. */
export type Scene = Picture & {
  /** `well`: demo data, everything answers. `troubled`: nothing in it, nothing answers (troubled-house.ts). */
  house: 'well' | 'troubled'
  /** Null for somebody who has not signed in. */
  persona: Persona | null
  path: string
  /** What the path answers; 200 when left out. Null where the scene itself opens what it shows. */
  status?: number | null
  /** Plays the scene and shoots; when left out the path is opened and shown as it is. */
  play?: (stage: Stage) => Promise<void>
}

/** A route as a file name: `/products/[code]/edit` is `products-code-edit`. */
export function nameOf(route: string): string {
  return route === '/'
    ? 'home'
    : route
        .slice(1)
        .replaceAll('/', '-')
        .replaceAll(/[[\].]/g, '')
}
