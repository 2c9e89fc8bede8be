'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Icon } from '@/components/ui/icon'
import { NAV_COOKIE } from '@/lib/personal/model'
import type { NavGroup } from './nav-items'

const YEAR_SECONDS = 31_536_000

function isCurrent(href: string, path: string): boolean {
  return href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`)
}

/**
 * The places, in groups. One element for both widths: on a desk it stands at the left, on a phone it is a popover that
 * the menu button opens. It is a client component for the current place only: layouts are not drawn again on the way.
 */
export function Navigation({ groups }: { groups: readonly NavGroup[] }) {
  const path = usePathname()
  const ref = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the sheet closes whenever the place changes
  useEffect(() => {
    if (ref.current?.matches(':popover-open')) ref.current.hidePopover()
  }, [path])
  return (
    <nav ref={ref} id="navigation" popover="auto" aria-label="Main" className="side-nav">
      <a href="/" className="brand" aria-label="Pergola, home">
        <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
          <path
            d="M1.5 5h17M3.5 8.5h13M5.5 5v12.5M14.5 5v12.5M8 2.5V11M12 2.5v6"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        </svg>
        <span>Pergola</span>
      </a>
      {groups.map((group) => (
        <div key={group.label ?? 'main'} className="nav-group">
          {group.label === null ? null : <h2 id={`nav-${group.label}`}>{group.label}</h2>}
          <ul aria-labelledby={group.label === null ? undefined : `nav-${group.label}`}>
            {group.items.map((item) => (
              <li key={item.href}>
                <a
                  href={item.href}
                  title={item.label}
                  aria-current={isCurrent(item.href, path) ? 'page' : undefined}
                >
                  <Icon name={item.icon} />
                  <span>{item.label}</span>
                </a>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <button
        type="button"
        className="nav-collapse"
        onClick={toggleWidth}
        title="Narrow or widen the navigation"
      >
        <Icon name="panel-left" />
        <span>Collapse</span>
      </button>
    </nav>
  )
}

/** Kept in a cookie, so that the server draws the next page with the same width at once. */
function toggleWidth(): void {
  const shell = document.getElementById('shell')
  if (shell === null) return
  const width = shell.dataset.nav === 'narrow' ? 'wide' : 'narrow'
  shell.dataset.nav = width
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
  document.cookie = `${NAV_COOKIE}=${width}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}
