import type { ReactNode } from 'react'
import type { Format } from '@/lib/platform/format'
import { Icon } from './icon'
import type { IconName } from './icon-names'
import { RelativeTime } from './time'

function State({
  icon,
  title,
  children,
  action,
  tone = 'text-text-muted',
}: {
  icon: IconName
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  tone?: string
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-10 text-center">
      <Icon name={icon} size={24} className={tone} />
      <p className="font-medium">{title}</p>
      {children === undefined ? null : <div className="max-w-md text-text-muted text-pretty">{children}</div>}
      {action === undefined ? null : <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  )
}

/** Nothing here, why, and what to do next. */
export function EmptyState({
  title,
  children,
  action,
  icon = 'inbox',
}: {
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  icon?: IconName
}) {
  return (
    <State icon={icon} title={title} action={action}>
      {children}
    </State>
  )
}

/** Could not be shown: what happened, what to do, the request id, and the age of what is known. */
export function FailedState({
  title,
  children,
  requestId,
  asOf,
  action,
}: {
  title: string
  children?: ReactNode
  requestId?: string
  asOf?: { at: Date; now: Date; format: Format }
  action?: ReactNode
}) {
  return (
    <State icon="triangle-alert" title={title} tone="text-danger" action={action}>
      {children}
      {asOf === undefined ? null : (
        <p className="mt-1 text-sm">
          Last known <RelativeTime {...asOf} />
        </p>
      )}
      {requestId === undefined ? null : (
        <p className="mt-1 text-sm">
          Request <code>{requestId}</code>
        </p>
      )}
    </State>
  )
}
