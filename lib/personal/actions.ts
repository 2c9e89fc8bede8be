'use server'

import { refresh, revalidatePath } from 'next/cache'
import { cookies } from 'next/headers'
import { defineAction } from '@/lib/access/define-action'
import { env } from '@/lib/platform/env'
import { THEME_COOKIE } from './model'
import { pinInput, themeInput } from './schema'
import * as service from './service'

const YEAR_SECONDS = 31_536_000

const setPin = defineAction({
  name: 'personal.pin',
  schema: pinInput,
  run: service.setPin,
  invalidate: () => revalidatePath('/'),
})

const saveTheme = defineAction({
  name: 'personal.theme',
  schema: themeInput,
  run: async (ctx, input) => {
    const theme = await service.saveTheme(ctx, input)
    const jar = await cookies()
    jar.set(THEME_COOKIE, theme, {
      path: '/',
      maxAge: YEAR_SECONDS,
      sameSite: 'lax',
      httpOnly: true,
      secure: env().APP_BASE_URL.startsWith('https:'),
    })
    return theme
  },
  invalidate: () => refresh(),
})

/** Forms without a result of their own: the page drawn anew is the answer. */
export async function setPinFromForm(form: FormData): Promise<void> {
  await setPin(form)
  refresh()
}

export async function saveThemeFromForm(form: FormData): Promise<void> {
  await saveTheme(form)
}
