import { failureWords } from '../failure-words'

/** A failure of the workspace by its code, in a sentence or two: for what other domains read from it. */
export function workspaceFaultWords(code: string): string {
  const { what, next } = failureWords(code)
  return `${what} ${next}`
}
