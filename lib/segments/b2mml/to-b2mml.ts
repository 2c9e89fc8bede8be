import type { Exchange, ExchangedProduct, ExchangedSegment } from '../model/exchange'
import { DURATION_ID, type ParameterValue, type SegmentParameter } from '../model/parameter'
import {
  type B2mmlDocument,
  type B2mmlOperationsDefinition,
  type B2mmlParameter,
  type B2mmlProcessSegment,
  type B2mmlValue,
  PARENT_ID,
  STATUS_ID,
  TAGS_ID,
} from './document'

/**
 * Segments and products' steps as a document of B2MML v7. Segments nest as they stand (ProcessSegmentChild); a product is
 * an operations definition whose operations segments name their process segments, with what the product overrides.
 * ProcessSegmentType has no duration: it goes as a parameter of that name (docs/adr/0061).
 */
export function toB2mml({ segments, products }: Exchange): B2mmlDocument {
  return {
    ProcessSegmentInformation: {
      ID: 'process-segments',
      Description: ['Process segments'],
      ProcessSegment: nested(segments),
    },
    OperationsDefinitionInformation: {
      ID: 'product-segments',
      Description: ['The segments of each product, in order, with what the product overrides'],
      OperationsDefinition: products.map(toOperationsDefinition),
    },
  }
}

/**
 * Deeper than this nothing is nested: what stands below it begins anew at the top of the file, with the name of what it
 * stands below. Readers of JSON refuse what is nested too deep, the portal too (check-document.ts).
 */
const MAX_NESTED = 40

function nested(segments: readonly ExchangedSegment[]): B2mmlProcessSegment[] {
  const written = new Map<string, { one: B2mmlProcessSegment; depth: number }>()
  const top: B2mmlProcessSegment[] = []
  for (const segment of segments) {
    const parent = segment.parentCode == null ? undefined : written.get(segment.parentCode)
    const within = parent !== undefined && parent.depth < MAX_NESTED ? parent : undefined
    const one = toProcessSegment(segment, within === undefined)
    written.set(segment.code, { one, depth: within === undefined ? 0 : within.depth + 1 })
    if (within === undefined) top.push(one)
    else {
      within.one.ProcessSegmentChild ??= []
      within.one.ProcessSegmentChild.push(one)
    }
  }
  return top
}

function toProcessSegment(segment: ExchangedSegment, atTop: boolean): B2mmlProcessSegment {
  const { code, name, description, parameters, duration, tags, status, parentCode } = segment
  const kept: B2mmlParameter[] = []
  if (duration !== undefined) {
    const value: B2mmlValue[] = duration === null ? [] : [{ ValueString: duration, DataType: 'duration' }]
    kept.push({ ID: DURATION_ID, Value: value })
  }
  if (tags !== undefined) kept.push({ ID: TAGS_ID, Value: tags.map(textValue) })
  if (status !== undefined) kept.push({ ID: STATUS_ID, Value: [textValue(status)] })
  if (atTop && parentCode !== undefined) {
    kept.push({ ID: PARENT_ID, Value: parentCode === null ? [] : [textValue(parentCode)] })
  }
  return {
    ID: code,
    Description: description === undefined ? [name] : [name, description],
    ProcessSegmentParameter: [...parameters.map(toParameter), ...kept],
  }
}

function textValue(text: string): B2mmlValue {
  return { ValueString: text, DataType: 'string' }
}

function toParameter(parameter: SegmentParameter): B2mmlParameter {
  const { id, description } = parameter
  return {
    ID: id,
    ...(description === '' ? {} : { Description: [description] }),
    Value: [toValue(parameter)],
  }
}

function toValue({ value, valueType, unit }: ParameterValue): B2mmlValue {
  return { ValueString: value, DataType: valueType, ...(unit === null ? {} : { UnitOfMeasure: unit }) }
}

function toOperationsDefinition({ code, name, steps }: ExchangedProduct): B2mmlOperationsDefinition {
  return {
    ID: code,
    ...(name === undefined ? {} : { Description: [name] }),
    OperationsType: 'Production',
    OperationsSegment: steps.map(({ segmentCode, duration, parameters }, index) => ({
      ID: `${code}/${index + 1}`,
      ProcessSegmentID: [segmentCode],
      ...(duration === null ? {} : { Duration: duration }),
      ...(parameters.length === 0
        ? {}
        : { ParameterSpecification: parameters.map((value) => ({ ID: value.id, Value: [toValue(value)] })) }),
    })),
  }
}
