'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { markNoticesReadAction } from '@/lib/notices/actions'

/** Marks the notices that are shown as read; one that comes meanwhile stays new. */
export function MarkRead({ until }: { until: string }) {
  const [result, mark, marking] = useActionState(markNoticesReadAction, null)
  return (
    <form action={mark} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="until" value={until} />
      <Button type="submit" disabled={marking}>
        <Icon name="check" size={14} />
        Mark all as read
      </Button>
      {result !== null && !result.ok ? (
        <p role="alert" className="text-sm text-danger">
          {result.message}
        </p>
      ) : null}
    </form>
  )
}
