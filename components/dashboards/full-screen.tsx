'use client'

import { type RefObject, useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** The dashboard and its tools over the whole screen. Escape leads back, as everywhere. */
export function FullScreen({ box }: { box: RefObject<HTMLElement | null> }) {
  const [isFull, setIsFull] = useState(false)
  useEffect(() => {
    const look = () => setIsFull(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', look)
    return () => document.removeEventListener('fullscreenchange', look)
  }, [])
  function toggle() {
    const change = isFull ? document.exitFullscreen() : box.current?.requestFullscreen?.()
    // A browser that refuses (an embedded one, a policy of the company) leaves the page as it is.
    void change?.catch(() => {})
  }
  return (
    <Button size="sm" onClick={toggle} aria-pressed={isFull}>
      <Icon name={isFull ? 'minimize-2' : 'maximize-2'} size={14} />
      {isFull ? 'Leave full screen' : 'Full screen'}
    </Button>
  )
}
