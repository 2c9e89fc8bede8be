import { clsx } from 'clsx'
import type { IconName } from './icon-names'
import sprite from './icons.svg'

/**
 * A symbol of the sprite: two short tags in the page and no script, where an icon component would ship its shapes to the
 * browser. It is decoration unless `label` is given.
 */
export function Icon({
  name,
  size = 16,
  className,
  label,
}: {
  name: IconName
  size?: number
  className?: string
  label?: string
}) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden as decoration
    <svg
      width={size}
      height={size}
      className={clsx('icon', className)}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <use href={`${sprite.src}#${name}`} />
    </svg>
  )
}
