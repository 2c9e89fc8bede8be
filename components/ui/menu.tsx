import { clsx } from 'clsx'
import type { ReactNode } from 'react'

/**
 * A button that shows a panel of links and buttons: the browser's own popover, so it opens without script, closes on
 * Escape and outside, and needs no library. `id` is unique on the page.
 */
export function Menu({
  id,
  label,
  trigger,
  children,
  className,
  iconOnly = false,
  wide = false,
}: {
  id: string
  /** Names the panel, and the button too when it shows no words (`iconOnly`). */
  label: string
  iconOnly?: boolean
  /** Holds a form: on a phone the panel stands at the screen's lower edge. */
  wide?: boolean
  trigger: ReactNode
  children: ReactNode
  className?: string
}) {
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-label={iconOnly ? label : undefined}
        style={{ anchorName: `--${id}` }}
        className={clsx(
          'inline-flex h-8 items-center gap-1.5 rounded-md px-2 hover:bg-surface-hover max-sm:h-11',
          className,
        )}
      >
        {trigger}
      </button>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be for fields */}
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        style={{ positionAnchor: `--${id}` }}
        className={clsx('menu', wide && 'menu-wide')}
      >
        {children}
      </div>
    </>
  )
}
