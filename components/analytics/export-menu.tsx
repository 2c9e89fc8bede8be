import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'
import { EXPORT_FORMATS, EXPORTS } from '@/lib/analytics/export-formats'

/** All rows of what is asked, as a file: exact, and not only those that the page shows. */
export function ExportMenu({ path, asked }: { path: string; asked: string }) {
  return (
    <Menu
      id="export"
      label="Export all rows"
      className="border border-border-strong bg-surface-raised font-medium"
      trigger={
        <>
          <Icon name="download" size={14} />
          Export
        </>
      }
    >
      {EXPORT_FORMATS.map((format) => (
        <a
          key={format}
          className="menu-item"
          href={`${path}/export/${format}${asked === '' ? '' : `?${asked}`}`}
          download
        >
          {EXPORTS[format].label}
          <span className="ml-auto pl-4 text-sm text-text-muted">{EXPORTS[format].what}</span>
        </a>
      ))}
    </Menu>
  )
}
