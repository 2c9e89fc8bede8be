import { clsx } from 'clsx'
import { Icon } from '@/components/ui/icon'
import type { Theme } from '@/lib/access/model'
import { saveThemeFromForm } from '@/lib/personal/actions'

const THEMES = [
  { value: 'system', label: 'As the system', icon: 'monitor' },
  { value: 'light', label: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', icon: 'moon' },
] as const

/** Light, dark, or as the system says. */
export function ThemeChoice({ theme }: { theme: Theme }) {
  return (
    <form action={saveThemeFromForm} className="grid gap-1.5">
      <p className="font-medium">Theme</p>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons that act at once are no fields */}
      <div role="group" aria-label="Theme" className="flex flex-wrap gap-2">
        {THEMES.map(({ value, label, icon }) => (
          <button
            key={value}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={theme === value}
            className={clsx(
              'inline-flex h-8 items-center gap-1.5 rounded-md border px-3 max-sm:h-11',
              theme === value
                ? 'border-accent bg-accent-soft text-accent'
                : 'border-border-strong hover:bg-surface-hover',
            )}
          >
            <Icon name={icon} size={14} />
            {label}
          </button>
        ))}
      </div>
    </form>
  )
}
