import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'

/** All that matches the filters in force, as a file. */
export function ExportLinks({ query }: { query: string }) {
  const href = (format: string) => `/admin/audit/export${query}${query === '' ? '?' : '&'}format=${format}`
  return (
    <>
      <LinkButton href={href('csv')} download>
        <Icon name="download" size={14} />
        CSV
      </LinkButton>
      <LinkButton href={href('json')} download>
        <Icon name="download" size={14} />
        JSON
      </LinkButton>
    </>
  )
}
