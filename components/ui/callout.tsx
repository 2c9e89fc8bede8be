import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import type { Tone } from './badge'
import { Icon } from './icon'
import type { IconName } from './icon-names'

const LOOKS: Record<Tone, { box: string; icon: IconName; ink: string }> = {
  neutral: { box: 'border-border bg-surface-sunken', icon: 'info', ink: 'text-text-muted' },
  accent: { box: 'border-accent/40 bg-accent-soft', icon: 'info', ink: 'text-accent' },
  success: { box: 'border-success/40 bg-success-soft', icon: 'circle-check', ink: 'text-success' },
  warning: { box: 'border-warning/40 bg-warning-soft', icon: 'triangle-alert', ink: 'text-warning' },
  danger: { box: 'border-danger/40 bg-danger-soft', icon: 'circle-alert', ink: 'text-danger' },
}

/** Something to know before going on: what happened, and what to do next. */
export function Callout({
  tone = 'neutral',
  title,
  children,
  actions,
}: {
  tone?: Tone
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
}) {
  const look = LOOKS[tone]
  return (
    <div className={clsx('flex gap-2.5 rounded-md border p-3', look.box)}>
      <Icon name={look.icon} className={clsx('mt-0.5', look.ink)} />
      <div className="grid min-w-0 flex-1 gap-1">
        <p className="font-medium">{title}</p>
        {children === undefined ? null : <div className="text-sm">{children}</div>}
        {actions === undefined ? null : <div className="mt-1 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
