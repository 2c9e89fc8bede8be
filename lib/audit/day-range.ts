/** How far a zone's clock is ahead of UTC at a moment, in milliseconds. */
function offsetMs(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at)
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0)
  const shown = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return shown - Math.floor(at.getTime() / 1_000) * 1_000
}

/** The moment at which a day begins in a zone; the first one, where a clock change skips or repeats midnight. */
export function startOfDay(day: string, timeZone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const guesses = [-1, 0, 1].map((days) => {
    const near = new Date(midnight + days * 86_400_000)
    return midnight - offsetMs(near, timeZone)
  })
  const fits = guesses.filter((guess) => guess + offsetMs(new Date(guess), timeZone) === midnight)
  return new Date(Math.min(...(fits.length > 0 ? fits : guesses)))
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** A day or a moment as the beginning of a range (included) or as its end (not included). */
export function toBound(value: string, which: 'from' | 'to', timeZone: string): Date {
  if (value.length > 10) return new Date(which === 'from' ? value : Date.parse(value) + 1)
  return startOfDay(which === 'from' ? value : dayAfter(value), timeZone)
}
