import { clsx } from 'clsx'
import type { ComponentProps } from 'react'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'sm' | 'md'

const BASE =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55 disabled:cursor-not-allowed aria-disabled:opacity-55 max-sm:min-h-11'
const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'border-transparent bg-accent text-text-on-accent hover:bg-accent-hover',
  secondary: 'border-border-strong bg-surface-raised text-text hover:bg-surface-hover',
  ghost: 'border-transparent bg-transparent text-text-muted hover:bg-surface-hover hover:text-text',
  danger: 'border-transparent bg-danger text-text-on-accent hover:bg-danger-hover',
}
const SIZES: Record<ButtonSize, string> = { sm: 'h-7 px-2 text-sm', md: 'h-8 px-3 text-base' }

type Look = { variant?: ButtonVariant; size?: ButtonSize }

export function Button({
  variant = 'secondary',
  size = 'md',
  className,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & Look) {
  return <button type={type} className={clsx(BASE, VARIANTS[variant], SIZES[size], className)} {...rest} />
}

/** A link that looks like a button. The shell navigates softly on plain links; give files `download`. */
export function LinkButton({
  variant = 'secondary',
  size = 'md',
  className,
  children,
  ...rest
}: ComponentProps<'a'> & { href: string } & Look) {
  return (
    <a className={clsx(BASE, VARIANTS[variant], SIZES[size], className)} {...rest}>
      {children}
    </a>
  )
}
