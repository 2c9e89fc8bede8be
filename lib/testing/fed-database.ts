import { refreshSpace } from '@/lib/knowledge/service/refresh'
import { db } from '@/lib/platform/db'
import { introspectionOf } from './fibery'
import type { FiberyServer } from './fibery-server'
import { json } from './http-server'
import { refresher } from './knowledge'

type Entity = Record<string, unknown> & { id: string }

/** The databases that mappings/process-segments.yaml and mappings/products.yaml name, as a workspace tells them. */
const SDL = `
type Query {
  me: String
  findProcessSegments: [ProductHandbookProcessSegment]
  findCoffees: [ProductHandbookCoffee]
}
type RichField { html: String text: String }
"Available fields and relations for Product Handbook/Process Segment"
type ProductHandbookProcessSegment {
  "fibery/id" id: ID
  "fibery/public-id" publicId: String
  "Product Handbook/Name" name: String
  "Product Handbook/Code" code: String
  "Product Handbook/Description" description: RichField
  "Product Handbook/Minutes" minutes: Float
  "Product Handbook/Temperature" temperature: Float
  "Product Handbook/Speed" speed: Float
  "Product Handbook/Speed Unit" speedUnit: String
  "Product Handbook/Parent" parent: ProductHandbookProcessSegment
}
"Available fields and relations for Product Handbook/Coffee"
type ProductHandbookCoffee {
  "fibery/id" id: ID
  "fibery/public-id" publicId: String
  "Product Handbook/Name" name: String
  "Product Handbook/Code" code: String
  "Product Handbook/Description" description: RichField
  "Product Handbook/State" state: String
  "Product Handbook/Line" line: String
  "Product Handbook/Packing" packing: String
  "Product Handbook/Price" price: Float
  "Product Handbook/Currency" currency: String
  "Product Handbook/Data Sheet" dataSheet: String
}`

const SEGMENTS = 'findProcessSegments'

export type FedDatabase = {
  /** What that of process segments holds from now on. */
  holds: (...entities: Entity[]) => void
  /** What that of coffees holds from now on. */
  holdsCoffees: (...entities: Entity[]) => void
  /** Discovers it, with the fields given in place of its own. */
  discover: (change?: (sdl: string) => string) => Promise<void>
  /** How often a page of process segments was asked for. */
  pagesAsked: () => number
  /** Called before each page is answered from now on, with its number. */
  onPage: (hook: (page: number) => void) => void
}

/** A workspace's databases that feed process segments and products, and what a test puts into them. */
export function fedDatabase(fibery: FiberyServer): FedDatabase {
  const space = 'Product Handbook'
  let entities: Entity[] = []
  let coffees: Entity[] = []
  let sdl = SDL
  let asked = 0
  let pages = 0
  let hook = (_page: number) => {}
  const serve = () =>
    fibery.space(space, (request, response) => {
      const { query } = JSON.parse(request.body) as { query: string }
      const page = /limit: (\d+), offset: (\d+)/.exec(query)
      if (!query.includes('PergolaEntities') || page === null)
        return json(introspectionOf(sdl))(request, response)
      const isOfSegments = query.includes(SEGMENTS)
      if (isOfSegments) {
        asked += 1
        pages += 1
        hook(pages)
      }
      const [limit, offset] = [Number(page[1]), Number(page[2])]
      const held = isOfSegments ? entities : coffees
      json({ data: { entities: held.slice(offset, offset + limit) } })(request, response)
    })
  serve()
  return {
    holds: (...given) => {
      entities = given
      serve()
    },
    holdsCoffees: (...given) => {
      coffees = given
      serve()
    },
    discover: async (change = (text) => text) => {
      sdl = change(SDL)
      await db().kbSpace.upsert({
        where: { name: space },
        create: { name: space, slug: 'product-handbook' },
        update: {},
      })
      const { failure } = await refreshSpace(refresher(), { space })
      if (failure !== null) throw new Error(`it was not discovered: ${failure.code}`)
    },
    pagesAsked: () => asked,
    onPage: (wanted) => {
      pages = 0
      hook = wanted
    },
  }
}

/** An entity of it. `parent`: its id. */
export function fedEntity(id: string, code: string, more: Record<string, unknown> = {}): Entity {
  const { parent = null, ...rest } = more
  return {
    id,
    publicId: id,
    code,
    name: `Step ${code}`,
    description: { html: '', text: '' },
    minutes: null,
    temperature: null,
    speed: null,
    speedUnit: null,
    parent: parent === null ? null : { id: parent, publicId: String(parent), title: '' },
    ...rest,
  }
}

/** A coffee: on sale, in BEVERAGES, at 50 US dollars. */
export function fedCoffee(id: string, code: string, more: Record<string, unknown> = {}): Entity {
  return {
    id,
    publicId: id,
    code,
    name: `Coffee ${code}`,
    description: { html: '', text: '' },
    state: 'On sale',
    line: 'Beverages',
    packing: '12 bags',
    price: 50,
    currency: 'US dollar',
    dataSheet: null,
    ...more,
  }
}
