import { clsx } from 'clsx'
import { Icon } from '@/components/ui/icon'
import type { IconName } from '@/components/ui/icon-names'
import { Menu } from '@/components/ui/menu'
import type { Theme } from '@/lib/access/model'
import { saveThemeFromForm } from '@/lib/personal/actions'

const THEMES: readonly { value: Theme; label: string; icon: IconName }[] = [
  { value: 'system', label: 'System', icon: 'monitor' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
]

export type Reader = { name: string; email: string | null; theme: Theme; roles: readonly string[] }

/** Who is signed in, their look, and the way out. Nothing in it needs script. */
export function ReaderMenu({ reader }: { reader: Reader }) {
  return (
    <Menu
      id="reader-menu"
      label="Your menu"
      trigger={
        <>
          <span className="avatar" aria-hidden="true">
            {initials(reader.name)}
          </span>
          <span className="max-w-40 truncate max-lg:sr-only">{reader.name}</span>
          <span className="sr-only">: your menu</span>
        </>
      }
    >
      <div className="border-b border-border px-2 pt-1 pb-2">
        <p className="font-medium">{reader.name}</p>
        {reader.email === null ? null : <p className="text-sm text-text-muted">{reader.email}</p>}
        <p className="text-sm text-text-muted">
          {reader.roles.length === 0 ? 'No role yet' : reader.roles.join(', ')}
        </p>
      </div>
      <form action={saveThemeFromForm} className="border-b border-border p-2" aria-label="Theme">
        <p className="mb-1 text-sm text-text-muted">Theme</p>
        <div className="grid grid-cols-3 gap-1">
          {THEMES.map(({ value, label, icon }) => (
            <button
              key={value}
              type="submit"
              name="theme"
              value={value}
              aria-pressed={reader.theme === value}
              className={clsx(
                'flex min-h-8 items-center justify-center gap-1 rounded-sm border px-2 text-sm max-sm:min-h-11',
                reader.theme === value
                  ? 'border-accent bg-accent-soft text-accent'
                  : 'border-border hover:bg-surface-hover',
              )}
            >
              <Icon name={icon} size={14} />
              {label}
            </button>
          ))}
        </div>
      </form>
      <div className="pt-1">
        <a href="/account" className="menu-item">
          <Icon name="user" />
          Your account
        </a>
        <a href="/about" className="menu-item">
          <Icon name="info" />
          About Pergola
        </a>
        <a href="/auth/logout" className="menu-item">
          <Icon name="log-out" />
          Sign out
        </a>
      </div>
    </Menu>
  )
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '')
  const [first = '?'] = words
  const last = words.length > 1 ? (words.at(-1) ?? '') : ''
  return ((first[0] ?? '') + (last[0] ?? '')).toUpperCase()
}
