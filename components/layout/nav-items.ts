import type { IconName } from '@/components/ui/icon-names'
import type { Right } from '@/lib/access/model'

export type NavItem = { href: string; label: string; icon: IconName }
export type NavGroup = { label: string | null; items: readonly NavItem[] }

type GuardedItem = NavItem & { right?: Right }

/** Every place of the navigation with the right that its page asks for first. */
export const NAV_GROUPS: readonly { label: string | null; items: readonly GuardedItem[] }[] = [
  {
    label: null,
    items: [
      { href: '/', label: 'Home', icon: 'house' },
      { href: '/products', label: 'Products', icon: 'package', right: 'read:product' },
      { href: '/segments', label: 'Process segments', icon: 'git-branch', right: 'read:segment' },
      { href: '/kb', label: 'Knowledge base', icon: 'book-open', right: 'read:knowledge' },
      { href: '/analytics', label: 'Analytics', icon: 'chart-column', right: 'read:query' },
      { href: '/dashboards', label: 'Dashboards', icon: 'layout-dashboard', right: 'read:dashboard' },
    ],
  },
  {
    label: 'Admin',
    items: [
      { href: '/admin/users', label: 'People', icon: 'users', right: 'read:user' },
      { href: '/admin/roles', label: 'Roles', icon: 'shield', right: 'read:role' },
      { href: '/admin/audit', label: 'Audit record', icon: 'scroll-text', right: 'read:audit' },
      { href: '/admin/workflows', label: 'Workflows', icon: 'workflow', right: 'read:workflow' },
      { href: '/admin/sync', label: 'Synced records', icon: 'refresh-cw', right: 'read:workflow' },
      {
        href: '/admin/dashboards',
        label: 'Published dashboards',
        icon: 'layout-dashboard',
        right: 'publish:dashboard',
      },
      { href: '/admin/analytics', label: 'Query performance', icon: 'activity', right: 'read:connection' },
      { href: '/admin/connections', label: 'Connections', icon: 'plug', right: 'read:connection' },
    ],
  },
]

/** The navigation of somebody who holds the rights that `holds` says; a group without a place is left out. */
export function navigationFor(holds: (right: Right) => boolean): NavGroup[] {
  return NAV_GROUPS.map(({ label, items }) => ({
    label,
    items: items
      .filter(({ right }) => right === undefined || holds(right))
      .map(({ href, label: name, icon }) => ({ href, label: name, icon })),
  })).filter(({ items }) => items.length > 0)
}

/** What the 403 page names: the right that a page asks for, by its path. Null where the path says nothing. */
export function rightForPath(path: string): Right | null {
  const own = RIGHTS_WITHIN.find(([pattern]) => pattern.test(path))
  return own?.[1] ?? itemForPath(path)?.right ?? null
}

/** Pages that ask for another right than the place that they belong to. */
const RIGHTS_WITHIN: readonly (readonly [RegExp, Right])[] = [
  [/^\/products\/new$/, 'create:product'],
  [/^\/products\/groups$/, 'read:productGroup'],
  [/^\/products\/groups\//, 'edit:productGroup'],
  [/^\/products\/(import|import\/[^/]+|[^/]+\/(edit|segments))$/, 'edit:product'],
  [/^\/segments\/(new|import|[^/]+\/edit)$/, 'edit:segment'],
  [/^\/links$/, 'read:product'],
  [/^\/analytics\/sql$/, 'ask:query'],
  [/^\/admin\/roles\/(new|[^/]+\/edit)$/, 'edit:role'],
]

/** What the reader calls the place that a page belongs to: "Products". Null for a page of no place. */
export function placeForPath(path: string): string | null {
  return itemForPath(path)?.label ?? BESIDE.find(({ href }) => href === path)?.label ?? null
}

function itemForPath(path: string): GuardedItem | undefined {
  return NAV_GROUPS.flatMap(({ items }) => items).find(
    ({ href }) => href !== '/' && (path === href || path.startsWith(`${href}/`)),
  )
}

const BESIDE: readonly { href: string; label: string; right?: Right }[] = [
  { href: '/links', label: 'Links', right: 'read:product' },
  { href: '/notices', label: 'Notices' },
  { href: '/account', label: 'Your account' },
  { href: '/about', label: 'About Pergola' },
]

/** Every place there is with the right that its page asks for first, for search: those of the navigation and a few beside it. */
export const PLACES: readonly { href: string; label: string; right?: Right }[] = [
  ...NAV_GROUPS.flatMap(({ items }) => items),
  ...BESIDE,
].map(({ href, label, right }) => ({ href, label, ...(right === undefined ? {} : { right }) }))
