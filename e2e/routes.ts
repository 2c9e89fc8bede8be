import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Persona } from './session'

/** An address that shows a page of the portal as somebody who may see it. */
export type PageAddress = { route: string; path: string; persona: Persona }

/** Every page there is, held to `app/` by e2e/access/routes.spec.ts. A page with different faces stands here for each. */
export const PAGES: readonly PageAddress[] = [
  { route: '/', path: '/', persona: 'admin' },
  { route: '/admin/connections', path: '/admin/connections', persona: 'admin' },
  { route: '/admin/workflows', path: '/admin/workflows', persona: 'admin' },
  { route: '/analytics', path: '/analytics', persona: 'admin' },
  { route: '/analytics/[query]', path: '/analytics/total-revenue', persona: 'admin' },
  { route: '/analytics/[query]', path: '/analytics/revenue-by-month', persona: 'analyst' },
  { route: '/analytics/[query]', path: '/analytics/revenue-by-group', persona: 'analyst' },
  { route: '/analytics/[query]', path: '/analytics/best-products', persona: 'analyst' },
  { route: '/dashboards', path: '/dashboards', persona: 'admin' },
]

function routeOf(file: string): string {
  const segments = dirname(file)
    .split('/')
    .slice(1)
    .filter((segment) => !/^\(.*\)$/.test(segment))
  return `/${segments.join('/')}`
}

/** The pages and the route handlers that stand in `app/`, by route. */
export function routesInApp(): { pages: string[]; handlers: string[] } {
  const find = (name: string) => [...new Set(globSync(`app/**/${name}`).map(routeOf))].sort()
  return { pages: find('page.tsx'), handlers: find('route.{ts,tsx}') }
}
