'use client'

import { useRouter } from 'next/navigation'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { isHard } from '@/components/layout/soft-target'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import { Marked } from '@/components/ui/marked'
import { KIND_LABELS, MAX_SEARCH, type SearchHit, STATE_LABELS } from '@/lib/search/model'
import { searchHref } from './search-href'
import { useSuggestions } from './use-suggestions'

/** Everything the reader may open, by typing: arrows choose, Enter goes, Escape closes. */
export function Palette({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const router = useRouter()
  const listId = useId()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState(0)
  const [isAwaited, setAwaited] = useState(false)
  const { hits, state } = useSuggestions(text)

  useEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal()
  }, [])

  const all = text.trim() === '' ? hits : [...hits, searchAll(text)]
  const active = Math.min(chosen, all.length - 1)

  function go(hit: SearchHit | undefined) {
    if (hit === undefined) return
    dialog.current?.close()
    if (isHard(hit.href)) location.assign(hit.href)
    else router.push(hit.href)
  }
  // Typed and sent off in one go: it leads to what matches that, not to what matched its beginning.
  useEffect(() => {
    if (!isAwaited || state === 'asking') return
    setAwaited(false)
    go(all[active])
  })
  function onKeyDown(event: KeyboardEvent) {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && all.length > 0) {
      event.preventDefault()
      setChosen((active + step + all.length) % all.length)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (state === 'asking' && active <= 0) setAwaited(true)
      else go(all[active])
    }
  }

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a press on the backdrop closes; the keyboard has Escape
    <dialog
      ref={dialog}
      className="dialog palette"
      aria-label="Search"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div className="flex items-center gap-2 border-b border-border px-3">
        <Icon name="search" className="text-text-muted" />
        <input
          autoFocus
          role="combobox"
          aria-label="Search products, knowledge base, queries and pages"
          aria-expanded={all.length > 0}
          aria-controls={listId}
          aria-activedescendant={all.length === 0 ? undefined : `${listId}-${active}`}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder="Search products, knowledge base, queries, pages…"
          className="h-12 w-full bg-transparent outline-none max-sm:text-[16px]"
          value={text}
          maxLength={MAX_SEARCH}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(0)
            setAwaited(false)
          }}
          onKeyDown={onKeyDown}
        />
        <Kbd>Esc</Kbd>
      </div>
      <p className="sr-only" role="status">
        {state === 'failed' ? 'The search did not answer' : state === 'done' ? `${hits.length} found` : ''}
      </p>
      <PaletteList id={listId} hits={all} q={text.trim()} active={active} onGo={go} onHover={setChosen} />
      {state === 'failed' ? (
        <p className="px-4 pb-3 text-sm text-danger">The search did not answer. Keep typing to try again.</p>
      ) : null}
      {state === 'done' && hits.length === 0 && text.trim() !== '' ? (
        <p className="px-4 pb-3 text-sm text-text-muted">Nothing you may open matches “{text.trim()}”.</p>
      ) : null}
    </dialog>
  )
}

function searchAll(text: string): SearchHit {
  const query = text.trim()
  return {
    kind: 'page',
    title: `All results for “${query}”`,
    href: searchHref(query),
  }
}

/** The last choice is the search page itself. */
function isAll(hit: SearchHit, q: string): boolean {
  return hit.href === searchHref(q)
}

function PaletteList({
  id,
  hits,
  q,
  active,
  onGo,
  onHover,
}: {
  id: string
  hits: readonly SearchHit[]
  q: string
  active: number
  onGo: (hit: SearchHit) => void
  onHover: (index: number) => void
}) {
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, active])
  return (
    <div id={id} role="listbox" aria-label="Results" className="palette-list" tabIndex={-1}>
      {hits.map((hit, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard works in the combobox
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the combobox (aria-activedescendant)
        <div
          key={`${hit.kind} ${hit.href} ${hit.title}`}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="palette-item"
          onClick={() => onGo(hit)}
          onPointerMove={() => onHover(index)}
        >
          <bdi className="truncate">
            {isAll(hit, q) ? hit.title : <Marked text={hit.title} q={q} resembling={hit.similar} />}
          </bdi>
          {hit.code === undefined ? null : (
            <bdi className="shrink-0 font-mono text-xs text-text-muted">{hit.code}</bdi>
          )}
          {hit.detail === undefined ? null : (
            <bdi className="truncate text-sm text-text-muted max-sm:hidden">{hit.detail}</bdi>
          )}
          <span className="ml-auto shrink-0 text-sm text-text-muted">
            {hit.state === undefined ? '' : `${STATE_LABELS[hit.state]} · `}
            {isAll(hit, q) ? '' : KIND_LABELS[hit.kind]}
          </span>
        </div>
      ))}
    </div>
  )
}
