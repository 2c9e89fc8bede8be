import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Persona } from './session'

/** An address that shows a page of the portal as somebody who may see it. */
export type PageAddress = {
  route: string
  path: string
  persona: Persona
  /** What it answers when that is not 200. */
  status?: number
}

/** Every page there is, held to `app/` by e2e/a11y/every-page.spec.ts. Braces: e2e/access/places.ts. */
export const PAGES: readonly PageAddress[] = [
  { route: '/', path: '/', persona: 'admin' },
  { route: '/[...address]', path: '/no-such-page', persona: 'viewer', status: 404 },
  { route: '/about', path: '/about', persona: 'viewer' },
  { route: '/account', path: '/account', persona: 'analyst' },
  { route: '/admin/analytics', path: '/admin/analytics', persona: 'operator' },
  { route: '/admin/analytics', path: '/admin/analytics?window=90d', persona: 'admin' },
  { route: '/admin/audit', path: '/admin/audit', persona: 'admin' },
  { route: '/admin/connections', path: '/admin/connections', persona: 'admin' },
  { route: '/admin/dashboards', path: '/admin/dashboards', persona: 'admin' },
  { route: '/admin/dashboards/[id]', path: '/admin/dashboards/{found}', persona: 'admin' },
  { route: '/admin/roles', path: '/admin/roles', persona: 'admin' },
  { route: '/admin/roles/[key]', path: '/admin/roles/{role}', persona: 'admin' },
  { route: '/admin/roles/[key]/edit', path: '/admin/roles/{role}/edit', persona: 'admin' },
  { route: '/admin/roles/new', path: '/admin/roles/new', persona: 'admin' },
  { route: '/admin/sync', path: '/admin/sync', persona: 'operator' },
  { route: '/admin/users', path: '/admin/users', persona: 'admin' },
  { route: '/admin/users/[id]', path: '/admin/users/{person}', persona: 'admin' },
  { route: '/admin/workflows', path: '/admin/workflows', persona: 'operator' },
  { route: '/admin/workflows/[run]', path: '/admin/workflows/{run}', persona: 'operator' },
  { route: '/analytics', path: '/analytics', persona: 'analyst' },
  { route: '/analytics/[query]', path: '/analytics/total-revenue', persona: 'analyst' },
  { route: '/analytics/[query]', path: '/analytics/revenue-by-month', persona: 'analyst' },
  { route: '/analytics/[query]', path: '/analytics/revenue-by-group', persona: 'analyst' },
  { route: '/analytics/[query]', path: '/analytics/best-products', persona: 'analyst' },
  { route: '/analytics/[query]', path: '/analytics/product-by-month?_product=NW-001', persona: 'admin' },
  { route: '/analytics/sql', path: '/analytics/sql', persona: 'analyst' },
  { route: '/dashboards', path: '/dashboards', persona: 'viewer' },
  { route: '/dashboards/[slug]', path: '/dashboards/{dashboard}', persona: 'viewer' },
  { route: '/kb', path: '/kb', persona: 'operator' },
  { route: '/kb/[space]', path: '/kb/{space}', persona: 'viewer' },
  { route: '/kb/[space]/[database]', path: '/kb/{space}/{database}', persona: 'viewer' },
  { route: '/kb/[space]/[database]/[entity]', path: '/kb/{space}/{database}/{entity}', persona: 'viewer' },
  { route: '/kb/changes', path: '/kb/changes', persona: 'viewer' },
  { route: '/links', path: '/links', persona: 'viewer' },
  { route: '/notices', path: '/notices', persona: 'viewer' },
  { route: '/products', path: '/products', persona: 'viewer' },
  { route: '/products', path: '/products?q=gorgonzolla', persona: 'viewer' },
  {
    route: '/products',
    path: '/products?q=chef+anton&fresh=30d&columns=code.owner.tags&density=compact',
    persona: 'editor',
  },
  { route: '/products/[code]', path: '/products/NW-011', persona: 'editor' },
  { route: '/products/[code]/edit', path: '/products/NW-011/edit', persona: 'editor' },
  { route: '/products/[code]/history', path: '/products/NW-011/history', persona: 'viewer' },
  { route: '/products/[code]/history/[version]', path: '/products/NW-011/history/1', persona: 'editor' },
  { route: '/products/groups', path: '/products/groups', persona: 'editor' },
  { route: '/products/groups/[group]/edit', path: '/products/groups/SEAFOOD/edit', persona: 'editor' },
  { route: '/products/groups/new', path: '/products/groups/new', persona: 'editor' },
  { route: '/products/new', path: '/products/new', persona: 'editor' },
  { route: '/products/import', path: '/products/import', persona: 'editor' },
  // Somebody else's; one's own is looked at in e2e/products/import.spec.ts.
  { route: '/products/import/[id]', path: '/products/import/{import}', persona: 'editor', status: 404 },
  { route: '/products/[code]/segments', path: '/products/NW-035/segments', persona: 'editor' },
  { route: '/segments', path: '/segments', persona: 'editor' },
  { route: '/segments/[code]', path: '/segments/BREW-FERMENT', persona: 'editor' },
  { route: '/segments/[code]/edit', path: '/segments/BREW-FERMENT/edit', persona: 'editor' },
  { route: '/segments/compare', path: '/segments/compare?a=NW-034&b=NW-035', persona: 'viewer' },
  { route: '/segments/import', path: '/segments/import', persona: 'editor' },
  { route: '/segments/new', path: '/segments/new', persona: 'editor' },
  { route: '/search', path: '/search?q=ch', persona: 'viewer' },
  { route: '/sign-in-failed', path: '/sign-in-failed', persona: 'viewer' },
  { route: '/signed-out', path: '/signed-out', persona: 'viewer' },
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
