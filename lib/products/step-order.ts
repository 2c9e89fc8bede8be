/**
 * A new order of the steps that somebody may see, among those that they may not: the latter keep their places as far as
 * there are steps before them.
 */
export function withHidden<Step>(
  before: readonly { step: Step; hidden: boolean }[],
  seen: readonly Step[],
): Step[] {
  const merged: Step[] = []
  const waiting = [...seen]
  for (const { step, hidden } of before) {
    if (hidden) {
      merged.push(step)
      continue
    }
    const next = waiting.shift()
    if (next !== undefined) merged.push(next)
  }
  return [...merged, ...waiting]
}
