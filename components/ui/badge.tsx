import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Icon } from './icon'
import type { IconName } from './icon-names'

export type Tone = 'neutral' | 'success' | 'warning' | 'danger' | 'accent'

const TONES: Record<Tone, string> = {
  neutral: 'bg-surface-hover text-text-muted',
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
  accent: 'bg-accent-soft text-accent',
}

/** A state in a word: the colour only helps. */
export function Badge({
  tone = 'neutral',
  icon,
  children,
}: {
  tone?: Tone
  icon?: IconName
  children: ReactNode
}) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap print:border',
        TONES[tone],
      )}
    >
      {icon === undefined ? null : <Icon name={icon} size={12} />}
      {children}
    </span>
  )
}
