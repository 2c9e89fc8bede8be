import { Icon } from './icon'

/** A filter in force; its cross takes it away. */
export function FilterChip({
  label,
  value,
  removeHref,
}: {
  label: string
  value: string
  removeHref: string
}) {
  return (
    <span className="inline-flex h-7 items-center rounded-md border border-border bg-accent-soft pl-2 text-sm max-sm:h-11">
      <span className="text-text-muted">{label}:&nbsp;</span>
      <span className="font-medium">{value}</span>
      <a
        href={removeHref}
        className="ml-1 grid size-[26px] place-items-center rounded-sm text-text-muted hover:text-text max-sm:size-11"
        aria-label={`Remove the filter ${label}: ${value}`}
        data-scroll="keep"
      >
        <Icon name="x" size={14} />
      </a>
    </span>
  )
}
