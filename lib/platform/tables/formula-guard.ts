// A spreadsheet takes text that begins with one of these for a formula (OWASP, CSV injection).
const DANGER = '=+\\-@\\t\\r\\n＝＋－＠'
const TO_GUARD = new RegExp(`^'*[${DANGER}]`)
const GUARDED = new RegExp(`^''*[${DANGER}]`)

/**
 * Text as it is written for a spreadsheet: one that would be a formula gets an apostrophe before it. So does one that
 * begins with apostrophes before such a character, or taking one away would change it.
 */
export function guardText(text: string): string {
  return TO_GUARD.test(text) ? `'${text}` : text
}

/** Takes away exactly the apostrophe that `guardText` put there. */
export function unguardText(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text
}
