'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'

const SAID_MS = 2_500

/** The page's address always leads to the filters and the tab that are shown: this copies it. */
export function CopyLink() {
  const [said, setSaid] = useState<'copied' | 'by hand' | null>(null)
  async function copy() {
    try {
      await navigator.clipboard.writeText(location.href)
      setSaid('copied')
      setTimeout(() => setSaid(null), SAID_MS)
    } catch {
      // Browsers keep the clipboard from pages without https.
      setSaid('by hand')
    }
  }
  return (
    <>
      {said === 'by hand' ? (
        <Input
          readOnly
          autoFocus
          aria-label="The address to share"
          maxLength={8000}
          value={location.href}
          onFocus={(event) => event.target.select()}
          className="w-64"
        />
      ) : null}
      <Button size="sm" onClick={() => void copy()}>
        <Icon name={said === 'copied' ? 'check' : 'link'} size={14} />
        <span aria-live="polite">{said === 'copied' ? 'Copied' : 'Copy link'}</span>
      </Button>
    </>
  )
}
