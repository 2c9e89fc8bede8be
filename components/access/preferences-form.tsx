'use client'

import { useActionState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, fieldAria } from '@/components/ui/field'
import { Select } from '@/components/ui/input'
import { type AccessState, savePreferencesAction } from '@/lib/access/actions'
import { FailureNotice } from './failure-notice'

const LOCALES: readonly [string, string][] = [
  ['cs-CZ', 'Čeština'],
  ['da-DK', 'Dansk'],
  ['de-AT', 'Deutsch (Österreich)'],
  ['de-DE', 'Deutsch (Deutschland)'],
  ['de-CH', 'Deutsch (Schweiz)'],
  ['en-GB', 'English (United Kingdom)'],
  ['en-US', 'English (United States)'],
  ['es-ES', 'Español'],
  ['fi-FI', 'Suomi'],
  ['fr-FR', 'Français'],
  ['it-IT', 'Italiano'],
  ['ja-JP', '日本語'],
  ['nb-NO', 'Norsk bokmål'],
  ['nl-NL', 'Nederlands'],
  ['pl-PL', 'Polski'],
  ['pt-PT', 'Português'],
  ['sv-SE', 'Svenska'],
]

const LOCALE_HINT = 'How figures and dates are written. The words stay English.'

/** One's own time zone and locale; without a choice, the portal's own. */
export function PreferencesForm({
  saved,
  portal,
  timeZones,
}: {
  saved: { timeZone: string | null; locale: string | null }
  portal: { timeZone: string; locale: string }
  timeZones: readonly string[]
}) {
  const [state, act, pending] = useActionState<AccessState, FormData>(savePreferencesAction, null)
  const failed = state !== null && !state.ok ? state : null
  const errors = failed?.fieldErrors
  const known = LOCALES.some(([code]) => code === saved.locale)
  return (
    <form action={act} className="grid gap-3">
      <FailureNotice state={state} />
      <div className="grid items-start gap-3 md:grid-cols-2">
        <Field id="timeZone" label="Time zone" errors={errors?.timeZone}>
          <Select
            key={saved.timeZone}
            id="timeZone"
            name="timeZone"
            defaultValue={saved.timeZone ?? ''}
            {...fieldAria('timeZone', undefined, errors?.timeZone)}
          >
            <option value="">{`The portal’s own (${portal.timeZone})`}</option>
            {timeZones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="locale" label="Locale" hint={LOCALE_HINT} errors={errors?.locale}>
          <Select
            key={saved.locale}
            id="locale"
            name="locale"
            defaultValue={saved.locale ?? ''}
            {...fieldAria('locale', LOCALE_HINT, errors?.locale)}
          >
            <option value="">{`The portal’s own (${portal.locale})`}</option>
            {saved.locale === null || known ? null : <option value={saved.locale}>{saved.locale}</option>}
            {LOCALES.map(([code, name]) => (
              <option key={code} value={code} lang={code}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <div className="flex items-center gap-3">
        <Button type="submit" disabled={pending}>
          Save
        </Button>
        <p className="text-sm text-text-muted" aria-live="polite">
          {state?.ok ? 'Saved.' : ''}
        </p>
      </div>
    </form>
  )
}
