'use client'

import { useEffect, useRef } from 'react'

const WORDS = 'What you typed is not saved. Leave this page and lose it?'

/**
 * Stands in a form: whoever leaves after typing, by a link, by closing or by going back, is asked first. `held`: what the
 * form holds is not saved, from its beginning (it came back with errors).
 */
export function UnsavedGuard({ held }: { held: boolean }) {
  const ref = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const form = ref.current?.closest('form')
    if (!form) return
    let unsaved = held
    const onType = () => {
      unsaved = true
    }
    const onSubmit = () => {
      unsaved = false
    }
    const onLeave = (event: BeforeUnloadEvent) => {
      if (unsaved) event.preventDefault()
    }
    // Before the shell's own listener, which goes softly and asks nobody.
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element | null)?.closest?.('a[href]')
      const stays =
        !link || link.getAttribute('href')?.startsWith('#') || link.getAttribute('target') === '_blank'
      if (!unsaved || stays || event.defaultPrevented || event.ctrlKey || event.metaKey) return
      if (window.confirm(WORDS)) unsaved = false
      else {
        event.preventDefault()
        event.stopPropagation()
      }
    }
    form.addEventListener('input', onType)
    form.addEventListener('submit', onSubmit)
    window.addEventListener('beforeunload', onLeave)
    document.addEventListener('click', onClick, { capture: true })
    return () => {
      form.removeEventListener('input', onType)
      form.removeEventListener('submit', onSubmit)
      window.removeEventListener('beforeunload', onLeave)
      document.removeEventListener('click', onClick, { capture: true })
    }
  }, [held])
  return <span ref={ref} hidden />
}
