'use server'

// In the place of lib/personal/actions.ts (tsconfig.json): the same form in the page, no session and no database behind.

export async function setPinFromForm(_form: FormData): Promise<void> {}

export async function saveThemeFromForm(_form: FormData): Promise<void> {}
