'use client'

import { lazy, type MouseEvent, Suspense, useEffect, useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'

// Most visits never open it: its code comes with the first ⌘K.
const Palette = lazy(() => import('./palette').then((module) => ({ default: module.Palette })))

/** Opens the palette (⌘K or Ctrl K, or a press); without script it is a link to the search page. */
export function PaletteButton() {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey) || event.altKey) return
      event.preventDefault()
      setOpen((was) => !was)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  function onPress(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    setOpen(true)
  }
  return (
    <>
      <a href="/search" onClick={onPress} className="palette-button" aria-keyshortcuts="Meta+K Control+K">
        <Icon name="search" />
        <span>Search</span>
        <Kbd>⌘K</Kbd>
      </a>
      {open ? (
        <Suspense fallback={null}>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )
}
