import { PinButton } from '@/components/personal/pin-button'
import { GoneBadge } from '@/components/synced/record-source'
import { Badge } from '@/components/ui/badge'
import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { SEGMENT_STATUS_LABELS, type Segment } from '@/lib/segments/model/segment'
import { isLockedWhole } from '@/lib/synced/model'
import { StatusButton } from './status-button'

export function SegmentHeader({
  segment,
  mayEdit,
  mayCreate,
  pinned,
}: {
  segment: Segment
  mayEdit: boolean
  mayCreate: boolean
  pinned: boolean
}) {
  const { code, name, parent, status, isDemo } = segment
  const ours = mayEdit && !isLockedWhole(segment)
  return (
    <PageHeader
      title={name}
      breadcrumbs={[
        { href: '/segments', label: 'Process segments' },
        ...(parent === null
          ? []
          : [{ href: `/segments/${encodeURIComponent(parent.code)}`, label: parent.code }]),
        { label: code },
      ]}
      meta={
        <>
          <Badge
            tone={status === 'active' ? 'success' : 'neutral'}
            icon={status === 'active' ? 'circle-check' : 'archive'}
          >
            {SEGMENT_STATUS_LABELS[status]}
          </Badge>
          {isDemo ? <Badge tone="accent">Example</Badge> : null}
          <GoneBadge record={segment} />
        </>
      }
      actions={
        <>
          <PinButton kind="segment" id={segment.id} title={name} pinned={pinned} />
          {mayCreate && status === 'active' ? (
            <LinkButton href={`/segments/new?parent=${encodeURIComponent(code)}`}>
              <Icon name="plus" size={14} />
              New below
            </LinkButton>
          ) : null}
          {ours ? <StatusButton segment={segment} /> : null}
          {ours ? (
            <LinkButton href={`/segments/${encodeURIComponent(code)}/edit`} variant="primary">
              <Icon name="pencil" size={14} />
              Edit
            </LinkButton>
          ) : null}
        </>
      }
    />
  )
}
