'use client'

import { type RefObject, useCallback, useEffect, useState } from 'react'
import { BULK_FORM } from './choose-cell'

/** What was chosen of a list, by the list's filters: it lives as long as the document, through pages and orders. */
const chosenOf = new Map<string, Map<string, string>>()
let lastDone = ''
let isFirst = true

const BOX = `input[type=checkbox][name=chosen][form=${BULK_FORM}]`

function boxes(): HTMLInputElement[] {
  return [...document.querySelectorAll<HTMLInputElement>(BOX)]
}

function idOf(box: HTMLInputElement): string {
  return box.value.slice(0, box.value.indexOf(':'))
}

/** Puts the boxes of this page as the choice has them, and the one of the whole page. */
function show(chosen: ReadonlyMap<string, string>): void {
  const all = boxes()
  for (const box of all) box.checked = chosen.has(idOf(box))
  const page = document.querySelector<HTMLInputElement>('input[data-choose-page]')
  if (page === null) return
  const on = all.filter((box) => box.checked).length
  page.checked = on > 0 && on === all.length
  page.indeterminate = on > 0 && on < all.length
}

/** What was ticked before the scripts came is chosen too. Only then: on the way from list to list rows keep their boxes. */
function takeOver(chosen: Map<string, string>): void {
  if (!isFirst) return
  isFirst = false
  for (const box of boxes()) if (box.checked) chosen.set(idOf(box), box.value)
}

/** The step to another box that a key asks for. */
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }

/** Follows clicks and keys on the boxes; answers how to stop. `change` takes boxes and whether they are chosen now. */
function follow(change: (some: readonly HTMLInputElement[], on: boolean) => void): () => void {
  let last: HTMLInputElement | null = null
  const onClick = (event: MouseEvent) => {
    const box = event.target
    if (!(box instanceof HTMLInputElement)) return
    const all = boxes()
    if (box.dataset.choosePage !== undefined) return change(all, box.checked)
    if (!all.includes(box)) return
    change(event.shiftKey && last !== null ? between(all, last, box) : [box], box.checked)
    last = box
  }
  const onKey = (event: KeyboardEvent) => {
    const box = event.target
    const step = STEPS[event.key]
    if (step === undefined || !(box instanceof HTMLInputElement) || !box.matches(BOX)) return
    const all = boxes()
    const next = all[all.indexOf(box) + step]
    if (next === undefined) return
    event.preventDefault()
    next.focus()
    if (event.shiftKey) change([box, next], true)
    last = next
  }
  document.addEventListener('click', onClick)
  document.addEventListener('keydown', onKey)
  return () => {
    document.removeEventListener('click', onClick)
    document.removeEventListener('keydown', onKey)
  }
}

/**
 * The choice of rows through pages: boxes one by one, a range with shift (pointer or arrow keys), a page at once. Answers
 * those chosen on other pages, as a form sends them, and how many are chosen in all. `done` names the change that was
 * made last: what was chosen for it is chosen no longer.
 */
export function useChosen(
  { filter, done }: { filter: string; done: string },
  form: RefObject<HTMLFormElement | null>,
): { elsewhere: string; count: number; clear: () => void } {
  const [, setTurn] = useState(0)
  const chosen = chosenOf.get(filter) ?? new Map<string, string>()
  chosenOf.set(filter, chosen)
  const draw = useCallback(() => {
    show(chosen)
    setTurn((turn) => turn + 1)
  }, [chosen])

  useEffect(() => {
    if (done !== lastDone) {
      chosen.clear()
      lastDone = done
    }
    takeOver(chosen)
    draw()
    // React puts a form back after each answer, the boxes that belong to it too.
    const onReset = () => setTimeout(draw)
    const owner = form.current
    owner?.addEventListener('reset', onReset)
    const stop = follow((some, on) => {
      for (const box of some) {
        if (on) chosen.set(idOf(box), box.value)
        else chosen.delete(idOf(box))
      }
      draw()
    })
    return () => {
      stop()
      owner?.removeEventListener('reset', onReset)
    }
  }, [chosen, done, draw, form])

  const here = typeof document === 'undefined' ? new Set<string>() : new Set(boxes().map(idOf))
  const elsewhere = [...chosen].filter(([id]) => !here.has(id)).map(([, value]) => value)
  const clear = () => {
    chosen.clear()
    draw()
  }
  return { elsewhere: elsewhere.join('\n'), count: chosen.size, clear }
}

function between<T>(all: readonly T[], one: T, other: T): T[] {
  const [from, to] = [all.indexOf(one), all.indexOf(other)].sort((a, b) => a - b)
  return from === undefined || from < 0 || to === undefined ? [other] : all.slice(from, to + 1)
}
