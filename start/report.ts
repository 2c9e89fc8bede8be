/** Tells whoever waits what goes on: one line a stage. */
export type Report = {
  /** Runs a stage and prints its name, what came of it and how long it took. */
  stage: <T>(name: string, work: () => Promise<T> | T, outcome?: (value: T) => string) => Promise<T>
  say: (words: string) => void
}

const NAME_WIDTH = 18

export function createReport(write: (line: string) => void): Report {
  return {
    async stage(name, work, outcome = () => 'done') {
      const startedAt = performance.now()
      const value = await work()
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
      write(`  ${name.padEnd(NAME_WIDTH)} ${outcome(value)} (${seconds} s)`)
      return value
    },
    say: write,
  }
}
