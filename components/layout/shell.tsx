import type { ReactNode } from 'react'
import { NoticesLink } from '@/components/notices/notices-link'
import { PaletteButton } from '@/components/search/palette-button'
import { Icon } from '@/components/ui/icon'
import type { Unread } from '@/lib/notices/model'
import type { NavGroup } from './nav-items'
import { Navigation } from './navigation'
import { type Reader, ReaderMenu } from './reader-menu'
import { SoftNavigation } from './soft-navigation'

/** What stands round every page: the places at the left, search and reader above, the page in the middle. */
export function Shell({
  groups,
  reader,
  navWidth,
  unread,
  children,
}: {
  groups: readonly NavGroup[]
  reader: Reader
  navWidth: 'wide' | 'narrow'
  unread: Unread
  children: ReactNode
}) {
  return (
    <div id="shell" className="shell" data-theme={reader.theme} data-nav={navWidth}>
      <a href="#content" className="skip-link">
        Skip to the page
      </a>
      <SoftNavigation />
      <header className="top-bar">
        <button
          type="button"
          popoverTarget="navigation"
          className="nav-opener"
          aria-label="Open the navigation"
        >
          <Icon name="menu" size={18} />
        </button>
        <a href="/" className="font-semibold lg:hidden">
          Pergola
        </a>
        <div className="ml-auto flex items-center gap-1">
          <PaletteButton />
          <NoticesLink unread={unread} />
          <ReaderMenu reader={reader} />
        </div>
      </header>
      <Navigation groups={groups} />
      <main id="content" tabIndex={-1} className="page">
        {children}
      </main>
    </div>
  )
}
