import { VALUE_TYPES, type ValueType, valueFault } from '../model/parameter'

/** B2MML's other words for the kinds of value that the portal has. */
const KINDS: Partial<Record<string, ValueType>> = {
  ...Object.fromEntries(
    ['Amount', 'Measure', 'Numeric', 'Quantity', 'float', 'double'].map((word) => [word, 'decimal']),
  ),
  ...Object.fromEntries(
    [
      ...['byte', 'unsignedByte', 'int', 'unsignedInt', 'long', 'unsignedLong', 'short', 'unsignedShort'],
      ...[
        'positiveInteger',
        'negativeInteger',
        'nonNegativeInteger',
        'nonPositiveInteger',
        'year',
        'century',
      ],
    ].map((word) => [word, 'integer']),
  ),
  ...Object.fromEntries(
    [
      ...[
        'Text',
        'Code',
        'Identifier',
        'Name',
        'QName',
        'NCName',
        'NMTOKEN',
        'ID',
        'Enumeration',
        'uriReference',
      ],
      ...['language', 'Other', 'time', 'dateTime', 'DateTime', 'month'],
    ].map((word) => [word, 'string']),
  ),
  Indicator: 'boolean',
  timePeriod: 'duration',
}

/**
 * The kind of a value by B2MML's word for it; by the value where there is no word.
 * @returns null for a kind that the portal has not
 */
export function toValueType(word: string, value: string, unit: string | null): ValueType | null {
  if (word === '')
    return value !== '' && (unit !== null || valueFault('decimal', value) === null) ? 'decimal' : 'string'
  return VALUE_TYPES.find((type) => type === word) ?? KINDS[word] ?? null
}
