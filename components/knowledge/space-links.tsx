import { Icon } from '@/components/ui/icon'
import type { IconName } from '@/components/ui/icon-names'
import type { KbSpaceLinks } from '@/lib/knowledge/model'

/** A space's home page, its API address and its GraphQL explorer, in the workspace. */
export function SpaceLinks({ name, links }: { name: string; links: KbSpaceLinks | null }) {
  if (links === null) return null
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm" aria-label={`${name} in Fibery`}>
      <SpaceLink href={links.home} icon="house" words="Home page" name={name} />
      <SpaceLink href={links.explorer} icon="code" words="GraphQL explorer" name={name} />
      <li className="flex min-h-6 min-w-0 items-center gap-1.5 text-text-muted">
        <Icon name="plug" size={14} />
        <span>API</span>
        <code className="min-w-0 break-all text-text select-all">{links.api}</code>
      </li>
    </ul>
  )
}

function SpaceLink({
  href,
  icon,
  words,
  name,
}: {
  href: string
  icon: IconName
  words: string
  name: string
}) {
  return (
    <li>
      <a className="text-link inline-flex min-h-6 items-center gap-1.5" href={href} rel="noreferrer">
        <Icon name={icon} size={14} />
        {words}
        <span className="sr-only">
          {' '}
          of <bdi>{name}</bdi> in Fibery
        </span>
        <Icon name="external-link" size={12} />
      </a>
    </li>
  )
}
