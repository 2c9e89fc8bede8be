'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { setSegmentStatus } from '@/lib/segments/actions'
import type { Segment } from '@/lib/segments/model/segment'

/** Archives a segment, or brings it back: no question before, since the other button undoes it. */
export function StatusForm({ segment }: { segment: Pick<Segment, 'code' | 'version' | 'status'> }) {
  const [result, setStatus, pending] = useActionState(setSegmentStatus, null)
  const archived = segment.status === 'archived'
  return (
    <form action={setStatus} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="code" value={segment.code} />
      <input type="hidden" name="version" value={segment.version} />
      <input type="hidden" name="status" value={archived ? 'active' : 'archived'} />
      {result === null || result.ok ? null : (
        <p role="alert" className="text-sm text-danger">
          {result.message}
        </p>
      )}
      <Button type="submit" disabled={pending}>
        <Icon name={archived ? 'rotate-ccw' : 'archive'} size={14} />
        {archived ? 'Bring back' : 'Archive'}
      </Button>
    </form>
  )
}
