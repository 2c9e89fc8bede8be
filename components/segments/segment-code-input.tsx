'use client'

import { type ComponentProps, useEffect, useId, useState } from 'react'
import { Input } from '@/components/ui/input'
import { SEGMENT_LIMITS, type SegmentRef } from '@/lib/segments/model/segment'

const PAUSE_MS = 150

/** A segment by its code, for trees too large to choose from: offers those that hold what is typed. */
export function SegmentCodeInput(props: Omit<ComponentProps<'input'>, 'list' | 'type' | 'maxLength'>) {
  const list = useId()
  const [typed, setTyped] = useState('')
  const [offered, setOffered] = useState<readonly Pick<SegmentRef, 'code' | 'name'>[]>([])
  useEffect(() => {
    if (typed.trim() === '') return
    const cancel = new AbortController()
    const timer = setTimeout(async () => {
      try {
        const answer = await fetch(`/segments/codes.json?q=${encodeURIComponent(typed)}`, {
          signal: cancel.signal,
        })
        if (answer.ok) setOffered(await answer.json())
      } catch {
        // The field works without what it offers.
      }
    }, PAUSE_MS)
    return () => {
      cancel.abort()
      clearTimeout(timer)
    }
  }, [typed])
  return (
    <>
      <Input
        {...props}
        list={list}
        maxLength={SEGMENT_LIMITS.code}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        className="font-mono"
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <datalist id={list}>
        {offered.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </datalist>
    </>
  )
}
