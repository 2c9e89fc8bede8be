/** The parts of B2MML v7 that the portal writes and reads (AllSchemas.json beside this file). */
type Text = string | number | boolean | { $?: string }

export type B2mmlValue = {
  ValueString: Text | null
  DataType?: Text | null
  UnitOfMeasure?: Text | null
  Key?: Text
}

export type B2mmlParameter = {
  ID: Text
  Description?: Text[]
  Value?: B2mmlValue[]
}

export type B2mmlProcessSegment = {
  ID: Text
  Description?: Text[]
  ProcessSegmentParameter?: B2mmlParameter[]
  ProcessSegmentChild?: B2mmlProcessSegment[]
}

export type B2mmlOperationsSegment = {
  ID: Text
  ProcessSegmentID?: Text[]
  Duration?: string
  ParameterSpecification?: B2mmlParameter[]
}

export type B2mmlOperationsDefinition = {
  ID: Text
  Description?: Text[]
  OperationsType?: Text
  OperationsSegment?: B2mmlOperationsSegment[]
}

export type B2mmlDocument = {
  ProcessSegmentInformation?: { ID: Text; Description?: Text[]; ProcessSegment?: B2mmlProcessSegment[] }
  OperationsDefinitionInformation?: {
    ID: Text
    Description?: Text[]
    OperationsDefinition?: B2mmlOperationsDefinition[]
  }
}

/** B2MML writes a text bare or with attributes beside it. */
export function plainText(text: Text | null | undefined): string {
  if (text === null || text === undefined) return ''
  return typeof text === 'object' ? (text.$ ?? '') : String(text)
}

/**
 * Ids of parameters that carry what the portal keeps and B2MML has no place for. Each stands there even when it is empty:
 * what is left out stays as it is in the portal that reads it.
 */
export const TAGS_ID = 'portal.tags'
export const STATUS_ID = 'portal.status'
/** On a segment that stands at the top of the file: what it stands below; no value for the top of the tree. */
export const PARENT_ID = 'portal.parent'
