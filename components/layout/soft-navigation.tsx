'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useTransition } from 'react'
import { softFormTarget, softLinkTarget } from './soft-target'

/** Something on the page is still being worked out for it: a new document lets go of it, a soft navigation would not. */
function isLeftHard(): boolean {
  return document.querySelector('[data-leave-hard]') !== null
}

/**
 * Turns plain links and GET forms into navigations without a new document. One listener for the page, so that a table of
 * fifty links is fifty `<a>` and not fifty components in the browser; without script everything still works. A `<select data-submit>`
 * sends its form when it changes.
 */
export function SoftNavigation() {
  const router = useRouter()
  const [pending, startTransition] = useTransition()
  useEffect(() => {
    function go(target: { href: string; keepScroll: boolean }) {
      startTransition(() => router.push(target.href, { scroll: !target.keepScroll }))
    }
    function onClick(event: MouseEvent) {
      const target = softLinkTarget(event, location)
      if (target === null || isLeftHard()) return
      event.preventDefault()
      go(target)
    }
    function onSubmit(event: SubmitEvent) {
      const target = softFormTarget(event, location)
      if (target === null || isLeftHard()) return
      event.preventDefault()
      go(target)
    }
    function onChange(event: Event) {
      const field = event.target as HTMLElement
      if (field instanceof HTMLSelectElement && field.dataset.submit !== undefined)
        field.form?.requestSubmit()
    }
    document.addEventListener('click', onClick)
    document.addEventListener('submit', onSubmit)
    document.addEventListener('change', onChange)
    return () => {
      document.removeEventListener('change', onChange)
      document.removeEventListener('click', onClick)
      document.removeEventListener('submit', onSubmit)
    }
  }, [router])
  return <div className="progress" data-pending={pending} aria-hidden="true" />
}
