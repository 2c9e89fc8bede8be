/** Why the house cannot start: one sentence for people, with the remedy. Printed without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** The system's code of an error (`EACCES`), or undefined. */
export function systemCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}
