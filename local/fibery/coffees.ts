import type { SampleDatabase } from './sdl'

// Coffees, made up as an example of products: a group by its name, a price with its currency, a state in the words of a
// shop, one that nobody has given a code, and one that is told in another currency than its group asks for.

const LINE = 'c0ffee00-0000-4000-8000-0000000000a0'

type Coffee = {
  no: number
  code: string
  name: string
  state: string
  packing: string
  price: number
  currency?: string
  text?: string
  sheet?: string
}

const COFFEES: readonly Coffee[] = [
  {
    no: 1,
    code: 'EX-COFFEE-DARK',
    name: 'Dark roast',
    state: 'On sale',
    packing: '12 bags of 500 g',
    price: 54,
    text: 'Roasted slowly, low in acid.',
    sheet: 'https://example.com/dark-roast.pdf',
  },
  {
    no: 2,
    code: 'EX-COFFEE-LIGHT',
    name: 'Light roast',
    state: 'On sale',
    packing: '12 bags of 500 g',
    price: 49.5,
  },
  {
    no: 3,
    code: 'EX-COFFEE-DECAF',
    name: 'Decaffeinated',
    state: 'Out of range',
    packing: '6 bags of 500 g',
    price: 31,
  },
  { no: 4, code: '', name: 'House blend', state: 'On sale', packing: '', price: 40 },
  {
    no: 5,
    code: 'EX-COFFEE-EXPORT',
    name: 'Export blend',
    state: 'On sale',
    packing: '4 bags of 5 kg',
    price: 96,
    currency: 'Euro',
  },
]

export const COFFEE: SampleDatabase = {
  name: 'Coffee',
  type: 'ProductHandbookCoffee',
  finder: 'findCoffees',
  description: 'An example: coffees on sale, with packing and price.',
  color: '#78350f',
  fields: [
    { name: 'name', raw: 'Name', type: 'String' },
    { name: 'code', raw: 'Code', type: 'String' },
    { name: 'description', raw: 'Description', type: 'RichField' },
    { name: 'state', raw: 'State', type: 'String' },
    { name: 'line', raw: 'Line', type: 'String' },
    { name: 'packing', raw: 'Packing', type: 'String' },
    { name: 'price', raw: 'Price', type: 'Float' },
    { name: 'currency', raw: 'Currency', type: 'String' },
    { name: 'dataSheet', raw: 'Data Sheet', type: 'String' },
  ],
  rows: COFFEES.map(({ no, code, name, state, packing, price, currency, text, sheet }) => ({
    id: `${LINE.slice(0, -1)}${no}`,
    publicId: String(no),
    code,
    name,
    description: text === undefined ? null : { md: text, html: `<p>${text}</p>`, text },
    state,
    line: 'Beverages',
    packing,
    price,
    currency: currency ?? 'US dollar',
    dataSheet: sheet ?? null,
  })),
}
