/** A duration of ISO 8601 as XML Schema (and so B2MML) writes it, none below nothing: `PT1H30M`, `P2D`. */
const FORM =
  /^P(?=\d|T\d)(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?$/

const WORDS = ['y', 'mo', 'd', 'h', 'min', 's'] as const

export const DURATION_HINT =
  'As ISO 8601 has it: PT45M is 45 minutes, PT1H30M an hour and a half, P2D two days.'

/** What is wrong with a text as a duration, in words; null when it is one. */
export function durationFault(text: string): string | null {
  if (FORM.test(text)) return null
  if (/^P\d+W$/.test(text))
    return `Weeks are not understood everywhere: write P${Number(text.slice(1, -1)) * 7}D.`
  return `“${text.slice(0, 40)}” is no duration. Write it like PT1H30M (an hour and a half) or P2D (two days).`
}

/** `PT1H30M` as people read it: `1 h 30 min`. What is no duration stays as it is. */
export function durationWords(text: string): string {
  const parts = FORM.exec(text)?.slice(1)
  if (parts === undefined) return text
  const words = parts.flatMap((part, at) =>
    part === undefined || Number(part) === 0 ? [] : [`${Number(part)} ${WORDS[at]}`],
  )
  return words.length === 0 ? '0 s' : words.join(' ')
}
