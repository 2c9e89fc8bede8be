'use client'

import { useEffect, useState } from 'react'
import { Input } from '@/components/ui/input'
import type { TagSuggestions } from '@/lib/products/model'

const PAUSE_MS = 150

/**
 * The tag to filter by. Once the field is reached it offers the tags that the reader may see, and how many products have
 * each; when there are too many, those that begin as typed. Without script it takes what is typed.
 */
export function TagField({ value }: { value: string | undefined }) {
  const [typed, setTyped] = useState<string>()
  const [offered, setOffered] = useState<TagSuggestions & { asked: string }>()
  const holdsAll = offered !== undefined && !offered.more && typed?.startsWith(offered.asked)
  const wanted = holdsAll ? undefined : typed
  useEffect(() => {
    if (wanted === undefined) return
    const cancel = new AbortController()
    const timer = setTimeout(
      async () => {
        try {
          const answer = await fetch(`/products/tags.json?q=${encodeURIComponent(wanted)}`, {
            signal: cancel.signal,
          })
          if (answer.ok) setOffered({ ...(await answer.json()), asked: wanted })
        } catch {
          // The field works without what it offers.
        }
      },
      wanted === '' ? 0 : PAUSE_MS,
    )
    return () => {
      cancel.abort()
      clearTimeout(timer)
    }
  }, [wanted])
  return (
    <>
      <Input
        name="tag"
        defaultValue={value}
        list="tags-to-filter-by"
        maxLength={100}
        placeholder="Tag"
        aria-label="Tag"
        className="sm:w-20"
        autoComplete="off"
        onFocus={() => setTyped('')}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <datalist id="tags-to-filter-by">
        {offered?.tags.map(({ tag, products }) => (
          <option key={tag} value={tag}>
            {products === 1 ? '1 product' : `${products} products`}
          </option>
        ))}
      </datalist>
    </>
  )
}
