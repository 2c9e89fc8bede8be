import { type RefObject, useEffect, useRef, useState } from 'react'
import { type Drawing, Embedding } from '@/lib/dashboards/client/embedding'
import type { Embed, EmbeddingState } from '@/lib/dashboards/embedding'
import type { AllowedFilter } from '@/lib/dashboards/model'
import { DashboardFollower } from './follow-dashboard'
import { onThemeChange, portalTheme } from './portal-theme'

type Options = {
  embed: Embed
  filters: readonly AllowedFilter[]
  known: EmbeddingState
  told: Promise<EmbeddingState> | null
  place: RefObject<HTMLElement | null>
  holder: RefObject<HTMLElement | null>
}

/** The document's policy decides what may be framed, and only that of a dashboard's own address allows it. */
function cameSoftly(): boolean {
  const [entry] = performance.getEntriesByType('navigation')
  return entry !== undefined && !/^\/dashboards\/[^/]+$/.test(new URL(entry.name).pathname)
}

/** Draws the dashboard in `holder`, and says how it stands. */
export function useEmbedding({ embed, filters, known, told, place, holder }: Options) {
  const [drawing, setDrawing] = useState<Drawing>(() => firstDrawing(known))
  const embedding = useRef<Embedding | null>(null)
  // What the page was drawn with; an address that is written while it is shown draws nothing anew.
  const first = useRef({ embed, filters, known, told })

  useEffect(() => {
    const mount = holder.current
    const box = place.current
    if (mount === null || box === null) return
    if (cameSoftly()) {
      location.reload()
      return
    }
    let follower: DashboardFollower | null = null
    const own = new Embedding({
      ...first.current,
      mount,
      theme: portalTheme,
      onDrawing: setDrawing,
      onDashboard: async (dashboard) => {
        follower?.stop()
        follower = null
        if (dashboard === null) return
        follower = new DashboardFollower({
          ...{ dashboard, filters: first.current.filters },
          ...{ place: box, frame: mount },
        })
        await follower.begin()
      },
    })
    embedding.current = own
    const unlisten = onThemeChange(() => own.followTheme())
    return () => {
      unlisten()
      own.stop()
    }
  }, [holder, place])

  return { drawing, again: () => embedding.current?.again() }
}

function firstDrawing({ obstacle, detail }: EmbeddingState): Drawing {
  if (obstacle === null || obstacle === 'slow') return { kind: 'loading', word: obstacle }
  return { kind: 'stopped', obstacle, detail }
}
