import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Misspelling, misspell, seeded } from '@/lib/testing/misspellings'
import { addProduct, personWith } from '@/lib/testing/products'
import { productQuery } from '../schema/query'
import { findMatches } from './find-products'
import { listProducts } from './list-products'

const FILE = 'analytics/data/northwind/products.csv'
const rows = parse(readFileSync(FILE), { columns: true, bom: true }) as Record<string, string>[]
const names = rows.map((row) => row.product_name ?? '')

beforeAll(async () => {
  for (const [index, name] of names.entries())
    await addProduct(`NW-${String(index + 1).padStart(3, '0')}`, name)
})

/** What the reader sees first: the list's own rows, then the names that resemble what was typed. */
async function firstFor(q: string): Promise<string | undefined> {
  const page = await listProducts(personWith('viewer'), productQuery.parse({ q }))
  return [...page.rows, ...page.similar][0]?.name
}

async function missed(made: readonly Misspelling[]): Promise<string[]> {
  const wrong: string[] = []
  for (const { rule, name, typed } of made) {
    const first = await firstFor(typed)
    if (first !== name) wrong.push(`${rule}: “${typed}” for “${name}” found “${first}”`)
  }
  return wrong
}

describe('a search for a product’s name', () => {
  it('has the 77 names of Northwind to find', () => {
    expect(names).toHaveLength(77)
    expect(names).toContain('Côte de Blaye')
  })

  it('shows each of them first when it is typed right, whatever accents, case and apostrophes', async () => {
    for (const name of names) expect(await firstFor(name)).toBe(name)
    expect(await firstFor('Cote de Blaye')).toBe('Côte de Blaye')
    expect(await firstFor('röd kaviar')).toBe('Röd Kaviar')
    expect((await firstFor("Chef Anton's"))?.startsWith('Chef Anton')).toBe(true)
  })

  it('shows the right one first for at least 38 of 40 misspelt by rule', async () => {
    const wrong = await missed(misspell(names, 40, 20_261_121))
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(2)
  })

  it('does so for nineteen in twenty of 400 more', async () => {
    const made = Array.from({ length: 10 }, (_, seed) => misspell(names, 40, seed)).flat()
    const wrong = await missed(made)
    expect(wrong.length, wrong.join('\n')).toBeLessThanOrEqual(20)
    if (wrong.length > 0) throw new Error(wrong.join('\n'))
  })

  it('finds nothing for nonsense', async () => {
    const random = seeded(3)
    const word = (length: number) =>
      Array.from({ length }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join('')
    const nonsense = [
      ...['asdfghjkl', 'qwertyuiop', 'lorem ipsum', 'xyzzy', 'zzzz zzzz', '12345', '????', 'ø'.repeat(40)],
      ...Array.from({ length: 60 }, (_, n) => word(6 + (n % 8))),
      ...Array.from({ length: 20 }, (_, n) => `${word(4 + (n % 5))} ${word(5 + (n % 4))}`),
    ]
    for (const text of nonsense) expect(await firstFor(text), text).toBeUndefined()
  })

  it('is as forgiving in the search of everything', async () => {
    const [first] = await findMatches(personWith('viewer'), 'Gorgonzolla Tellino', 5)
    expect(first?.name).toBe('Gorgonzola Telino')
  })

  it('offers no name out of the reader’s reach, however near', async () => {
    const ctx = personWith('viewer', { kind: 'tag', in: ['secret'] })
    const page = await listProducts(ctx, productQuery.parse({ q: 'Gorgonzolla' }))
    expect([...page.rows, ...page.similar]).toEqual([])
  })
})
