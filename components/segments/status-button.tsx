import { ActionButton } from '@/components/ui/action-button'
import { setSegmentStatus } from '@/lib/segments/actions'
import type { Segment } from '@/lib/segments/model/segment'

/** Archives a segment, or brings it back: no question before, since the other button undoes it. */
export function StatusButton({ segment }: { segment: Pick<Segment, 'code' | 'version' | 'status'> }) {
  const { code, version, status } = segment
  const archived = status === 'archived'
  return (
    <ActionButton
      action={setSegmentStatus}
      fields={{ code, version, status: archived ? 'active' : 'archived' }}
      label={archived ? 'Bring back' : 'Archive'}
      icon={archived ? 'rotate-ccw' : 'archive'}
    />
  )
}
