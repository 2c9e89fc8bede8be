import type { ExchangedProduct, ExchangedSegment, ExchangedStep, Read, ReadExchange } from '../model/exchange'
import {
  DURATION_ID,
  PARAMETER_LIMITS,
  type ParameterValue,
  parameterKey,
  type SegmentParameter,
} from '../model/parameter'
import { SEGMENT_STATUSES, type SegmentStatus } from '../model/segment'
import {
  durationField,
  parameterShape,
  segmentCode,
  segmentDescription,
  segmentName,
  tagList,
} from '../schema'
import { unitFault } from '../ucum'
import {
  type B2mmlDocument,
  type B2mmlOperationsDefinition,
  type B2mmlOperationsSegment,
  type B2mmlParameter,
  type B2mmlProcessSegment,
  PARENT_ID,
  plainText,
  STATUS_ID,
  TAGS_ID,
} from './document'
import { toValueType } from './value-type'

/** What was found wrong with a record while it was read, and what of it the portal has no place for. */
type Findings = { faults: string[]; notes: string[] }

/**
 * Reads a document that holds to the schema (check-document.ts): every segment in the file's order, a parent before what
 * stands below it, and every product, each with all that is wrong with it.
 */
export function fromB2mml(document: B2mmlDocument): ReadExchange {
  const segments: Read<ExchangedSegment>[] = []
  const read = (segment: B2mmlProcessSegment, parentCode: string | null) => {
    const one = readSegment(segment, parentCode)
    segments.push(one)
    for (const child of segment.ProcessSegmentChild ?? []) read(child, one.code)
  }
  for (const segment of document.ProcessSegmentInformation?.ProcessSegment ?? []) read(segment, null)
  const definitions = document.OperationsDefinitionInformation?.OperationsDefinition ?? []
  return { segments, products: definitions.map(readProduct) }
}

const SEGMENT_KEPT = new Set(['ID', 'Description', 'ProcessSegmentParameter', 'ProcessSegmentChild'])
const PARAMETER_KEPT = new Set(['ID', 'Description', 'Value'])
const PRODUCT_KEPT = new Set(['ID', 'Description', 'OperationsType', 'OperationsSegment'])
const STEP_KEPT = new Set(['ID', 'ProcessSegmentID', 'Duration', 'ParameterSpecification'])

/** The fields of a record that the portal has no place for. */
function notKept(record: object, kept: ReadonlySet<string>, where: string): string[] {
  const names = Object.keys(record).filter((name) => !kept.has(name))
  return names.length === 0 ? [] : [`${where}not kept by the portal: ${names.join(', ')}`]
}

function readSegment(segment: B2mmlProcessSegment, enclosing: string | null): Read<ExchangedSegment> {
  const findings: Findings = { faults: [], notes: notKept(segment, SEGMENT_KEPT, '') }
  const code = plainText(segment.ID).trim()
  findings.faults.push(...faultsOf(segmentCode, code))
  const texts = (segment.Description ?? []).map((text) => plainText(text).trim())
  const name = texts[0] || code
  findings.faults.push(...faultsOf(segmentName, name))
  const carried = new Map<string, B2mmlParameter>()
  const parameters: SegmentParameter[] = []
  for (const parameter of segment.ProcessSegmentParameter ?? []) {
    const id = plainText(parameter.ID).trim()
    if (CARRIERS.has(id)) carried.set(id, parameter)
    else
      parameters.push({
        ...readValue(parameter, findings),
        description: plainText(parameter.Description?.[0]).trim(),
      })
  }
  const checked = parameters.map((parameter) => checkParameter(parameter, findings))
  checkTogether(checked, findings)
  const description = texts.slice(1).join('\n')
  findings.faults.push(...faultsOf(segmentDescription, description))
  const value: ExchangedSegment = {
    code,
    name,
    ...(texts.length > 1 ? { description } : {}),
    parameters: checked,
    ...readCarried(carried, enclosing, findings),
  }
  return { code, value: findings.faults.length === 0 ? value : null, ...findings }
}

const CARRIERS = new Set([DURATION_ID, TAGS_ID, STATUS_ID, PARENT_ID])

function valuesOf(parameter: B2mmlParameter | undefined): string[] | undefined {
  return parameter === undefined
    ? undefined
    : (parameter.Value ?? []).map(({ ValueString }) => plainText(ValueString).trim())
}

function readCarried(
  carried: ReadonlyMap<string, B2mmlParameter>,
  enclosing: string | null,
  { faults }: Findings,
): Partial<ExchangedSegment> {
  const [duration, tags, status, parent] = [DURATION_ID, TAGS_ID, STATUS_ID, PARENT_ID].map((id) =>
    valuesOf(carried.get(id)),
  )
  const read: Partial<ExchangedSegment> = {}
  if (duration !== undefined) {
    const text = duration[0] ?? ''
    faults.push(...faultsOf(durationField, text))
    read.duration = text === '' ? null : text
  }
  if (tags !== undefined) {
    read.tags = [...new Set(tags.map((tag) => tag.toLowerCase()))]
    faults.push(...faultsOf(tagList, read.tags))
  }
  if (status !== undefined) {
    const known = SEGMENT_STATUSES.find((one) => one === status[0])
    if (known === undefined) faults.push(`“${status[0] ?? ''}” is no status.`)
    read.status = known as SegmentStatus
  }
  if (enclosing !== null) read.parentCode = enclosing
  else if (parent !== undefined) read.parentCode = parent[0] || null
  return read
}

/** A parameter's one value. */
function readValue(parameter: B2mmlParameter, findings: Findings): ParameterValue {
  const id = plainText(parameter.ID).trim()
  findings.notes.push(...notKept(parameter, PARAMETER_KEPT, `${id}: `))
  const [value, ...others] = parameter.Value ?? []
  if (others.length > 0) findings.faults.push(`${id}: it has several values, and the portal keeps one.`)
  const text = plainText(value?.ValueString).trim()
  const unit = plainText(value?.UnitOfMeasure).trim() || null
  const word = plainText(value?.DataType)
  const valueType = toValueType(word, text, unit)
  if (valueType === null) findings.faults.push(`${id}: the portal has no values of the kind ${word}.`)
  return { id, value: text, valueType: valueType ?? 'string', unit }
}

/** Held to what the form is held to, and its unit to UCUM. */
function checkParameter<P extends ParameterValue>(parameter: P, { faults }: Findings): P {
  const parsed = parameterShape.safeParse({ description: '', ...parameter })
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map(({ message }) => `${parameter.id}: ${message}`))
  } else if (parameter.unit !== null) {
    const fault = unitFault(parameter.unit)
    if (fault !== null) faults.push(`${parameter.id}: ${fault}`)
  }
  return parameter
}

/** No id twice, and no more than the form can show. */
function checkTogether(parameters: readonly ParameterValue[], { faults }: Findings): void {
  const most = PARAMETER_LIMITS.count
  if (parameters.length > most)
    faults.push(`It has ${parameters.length} parameters; at most ${most} are kept.`)
  const seen = new Set<string>()
  for (const { id } of parameters) {
    if (seen.has(parameterKey(id))) faults.push(`${id}: another parameter has this id.`)
    seen.add(parameterKey(id))
  }
}

function faultsOf(
  schema: { safeParse: (value: unknown) => { success: boolean; error?: { issues: { message: string }[] } } },
  value: unknown,
): string[] {
  const parsed = schema.safeParse(value)
  return parsed.success ? [] : (parsed.error?.issues ?? []).map(({ message }) => message)
}

function readProduct(definition: B2mmlOperationsDefinition): Read<ExchangedProduct> {
  const findings: Findings = { faults: [], notes: notKept(definition, PRODUCT_KEPT, '') }
  const code = plainText(definition.ID).trim()
  const steps = (definition.OperationsSegment ?? []).map((step) => readStep(step, findings))
  const name = plainText(definition.Description?.[0]) || undefined
  return { code, value: findings.faults.length === 0 ? { code, name, steps } : null, ...findings }
}

function readStep(step: B2mmlOperationsSegment, findings: Findings): ExchangedStep {
  const id = plainText(step.ID).trim()
  findings.notes.push(...notKept(step, STEP_KEPT, `${id}: `))
  const [segment, ...others] = step.ProcessSegmentID ?? []
  if (segment === undefined) findings.faults.push(`${id}: it names no process segment.`)
  if (others.length > 0) findings.faults.push(`${id}: it names several process segments, and a step has one.`)
  const duration = step.Duration?.trim() ?? ''
  findings.faults.push(...faultsOf(durationField, duration).map((fault) => `${id}: ${fault}`))
  const parameters = (step.ParameterSpecification ?? []).map((parameter) =>
    checkParameter(readValue(parameter, findings), findings),
  )
  checkTogether(parameters, findings)
  return { segmentCode: plainText(segment).trim(), duration: duration === '' ? null : duration, parameters }
}
