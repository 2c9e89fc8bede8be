import { Button } from '@/components/ui/button'
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
          <Button
            key={value}
            type="submit"
            name="theme"
            value={value}
            aria-pressed={theme === value}
            className={theme === value ? 'border-accent bg-accent-soft text-accent' : undefined}
          >
            <Icon name={icon} size={14} />
            {label}
          </Button>
        ))}
      </div>
    </form>
  )
}
