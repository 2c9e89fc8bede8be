/** Figures that are the same in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Rule = (name: string, random: () => number) => string

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'
const place = (name: string, random: () => number, last = 0) => Math.floor(random() * (name.length - last))
const letter = (random: () => number) => LETTERS[Math.floor(random() * LETTERS.length)] ?? 'x'

/** How people misspell a name: each rule makes one slip at a place that is drawn. */
const RULES: Record<string, Rule> = {
  deletion: (name, random) => {
    const at = place(name, random)
    return name.slice(0, at) + name.slice(at + 1)
  },
  doubling: (name, random) => {
    const at = place(name, random)
    return name.slice(0, at) + (name[at] ?? '') + name.slice(at)
  },
  transposition: (name, random) => {
    const at = place(name, random, 1)
    return name.slice(0, at) + (name[at + 1] ?? '') + (name[at] ?? '') + name.slice(at + 2)
  },
  replacement: (name, random) => {
    const at = place(name, random)
    return name.slice(0, at) + letter(random) + name.slice(at + 1)
  },
  insertion: (name, random) => {
    const at = place(name, random)
    return name.slice(0, at) + letter(random) + name.slice(at)
  },
  'dropped accents and apostrophes': (name) => name.normalize('NFD').replace(/[\p{M}'’]/gu, ''),
}

export type Misspelling = { rule: string; name: string; typed: string }

/** So many names misspelt, the rules in turn and the names drawn; a rule that leaves a name as it is takes another. */
export function misspell(names: readonly string[], count: number, seed: number): Misspelling[] {
  const random = seeded(seed)
  const rules = Object.entries(RULES)
  const made: Misspelling[] = []
  for (let n = 0; made.length < count; n += 1) {
    const [rule, apply] = rules[made.length % rules.length] ?? ['', (name: string) => name]
    const name = names[Math.floor(random() * names.length)] ?? ''
    const typed = apply(name, random)
    if (typed !== name && !made.some((one) => one.typed === typed)) made.push({ rule, name, typed })
    if (n > count * 1_000) throw new Error('no more misspellings can be made of these names')
  }
  return made
}
