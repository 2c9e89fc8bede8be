'use client'

import { useEffect, useRef } from 'react'

const WORDS = 'What you typed is not saved. Leave this page and lose it?'

/** Whether a form holds anything else than it came with: what was typed before the scripts came. */
function isTyped(form: HTMLFormElement): boolean {
  return [...form.elements].some((field) => {
    // What was saved holds line ends as forms send them; the field's value has them as one character.
    if (field instanceof HTMLTextAreaElement)
      return field.value !== field.defaultValue.replaceAll(/\r\n?/g, '\n')
    if (field instanceof HTMLSelectElement) return isChosen([...field.options])
    if (!(field instanceof HTMLInputElement) || field.type === 'hidden') return false
    const isBox = field.type === 'checkbox' || field.type === 'radio'
    return isBox ? field.checked !== field.defaultChecked : field.value !== field.defaultValue
  })
}

/** Of a list that came with none chosen the browser shows the first one. */
function isChosen(options: readonly HTMLOptionElement[]): boolean {
  const first = Math.max(
    0,
    options.findIndex((option) => option.defaultSelected),
  )
  return options.some((option, index) => option.selected && index !== first)
}

/**
 * Stands in a form: whoever leaves after typing, by a link, by closing or by going back, is asked first. `held`: what the
 * form holds is not saved, from its beginning (it came back with errors).
 */
export function UnsavedGuard({ held }: { held: boolean }) {
  const ref = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const form = ref.current?.closest('form')
    if (!form) return
    let unsaved = held || isTyped(form)
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
