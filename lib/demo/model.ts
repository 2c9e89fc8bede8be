/** A product of the demo data, as it is written. */
export type DemoProduct = {
  code: string
  name: string
  groupCode: string
  status: 'active' | 'discontinued'
  attributes: DemoAttribute[]
}

export type DemoAttribute = {
  key: string
  label: string
  type: 'text' | 'number'
  value: string | number
  unit?: string
}

/** What a group asks of its products, in order. */
export type DemoDefinition = { key: string; label: string; type: 'text' | 'number'; unit: string | null }

export type DemoGroup = { code: string; name: string; description: string; attributes: DemoDefinition[] }

type DemoValue = {
  id: string
  value: string
  valueType: 'decimal' | 'integer' | 'string' | 'boolean'
  unit: string | null
}

/** An example process segment. */
export type DemoSegment = {
  code: string
  name: string
  parentCode: string | null
  description: string
  duration: string | null
  parameters: readonly (DemoValue & { description: string })[]
  tags: readonly string[]
}

/** The segments that a product goes through, in order, with what it does otherwise. */
export type DemoSteps = {
  productCode: string
  steps: readonly { segmentCode: string; duration: string | null; parameters: readonly DemoValue[] }[]
}

export type DemoData = { groups: DemoGroup[]; products: DemoProduct[] }

/** What was put in or taken out. */
export type DemoCounts = {
  products: number
  productGroups: number
  segments: number
  knowledgeSpaces: number
  groupMappings: number
  accounts: number
}

/** What stays, and why, when demo data is taken out. */
export type DemoRemoval = { removed: DemoCounts; kept: string[] }
