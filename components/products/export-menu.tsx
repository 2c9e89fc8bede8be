import { Icon } from '@/components/ui/icon'
import { Menu } from '@/components/ui/menu'

const FORMATS = [
  { ending: 'csv', label: 'CSV' },
  { ending: 'xlsx', label: 'Excel (XLSX)' },
  { ending: 'json', label: 'JSON' },
] as const

/** The list as a file: all that its filters find, on whatever page, in its order. */
export function ExportMenu({ asked }: { asked: string }) {
  return (
    <Menu
      id="export"
      label="Export what the list finds"
      className="border border-border-strong bg-surface-raised font-medium"
      trigger={
        <>
          <Icon name="download" size={14} />
          Export
        </>
      }
    >
      {FORMATS.map(({ ending, label }) => (
        <a
          key={ending}
          className="menu-item"
          href={`/products/export.${ending}${asked === '' ? '' : `?${asked}`}`}
          download
        >
          {label}
        </a>
      ))}
    </Menu>
  )
}
