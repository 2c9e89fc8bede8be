import type { FormLine } from '@/components/ui/conflict-table'
import { Field, fieldAria } from '@/components/ui/field'
import { usedRows } from '@/components/ui/form-rows'
import { Checkbox, Input, Select, Textarea } from '@/components/ui/input'
import {
  ATTRIBUTE_TYPE_LABELS,
  ATTRIBUTE_TYPES,
  type AttributeType,
  attributeLine,
  GROUP_LIMITS,
  type ProductGroupDetail,
} from '@/lib/products/model'

type Values = Readonly<Record<string, string>>
type Errors = Readonly<Record<string, string[]>>

const BLANK_ROWS = 3

/** A group's fields by the names of its form's controls. */
export function toGroupValues(group: ProductGroupDetail | undefined): Values {
  const values: Record<string, string> = { name: group?.name ?? '', description: group?.description ?? '' }
  for (const [index, one] of (group?.attributes ?? []).entries()) {
    const row = `attribute.${index}`
    values[`${row}.key`] = one.key
    values[`${row}.label`] = one.label
    values[`${row}.type`] = one.type
    values[`${row}.unit`] = one.unit ?? ''
    values[`${row}.choices`] = one.choices.join('\n')
    values[`${row}.place`] = String(index + 1)
    if (one.required) values[`${row}.required`] = 'on'
  }
  return values
}

function rowCount(values: Values): number {
  return usedRows(values, /^attribute\.(\d+)\.(key|label)$/)
}

/** What a group's form holds, in words. */
export function toGroupLines(values: Values): FormLine[] {
  const rows = Array.from({ length: rowCount(values) }, (_, index) => {
    const of = (name: string) => values[`attribute.${index}.${name}`] ?? ''
    const type = of('type') as AttributeType
    return {
      place: Number(of('place')) || GROUP_LIMITS.attributes,
      attribute: {
        key: of('key'),
        label: of('label'),
        type,
        unit: type === 'number' && of('unit') !== '' ? of('unit') : null,
        choices: type === 'choice' ? of('choices').split('\n').filter(Boolean) : [],
        required: of('required') !== '',
      },
    }
  })
  const lines = rows
    .filter(({ attribute }) => attribute.label !== '')
    .sort((one, other) => one.place - other.place)
    .map(({ attribute }) => attributeLine(attribute))
  return [
    { field: 'name', label: 'Name', text: values.name ?? '' },
    { field: 'description', label: 'Description', text: values.description ?? '' },
    { field: 'attribute.0.label', label: 'Attributes', text: lines.join('\n') },
  ]
}

/** What the group asks of its products: a row an attribute, a few blank ones at the end. */
export function GroupAttributeRows({ values, errors }: { values: Values; errors: Errors }) {
  const count = Math.min(rowCount(values) + BLANK_ROWS, GROUP_LIMITS.attributes)
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-semibold">Attributes</legend>
      <p className="text-sm text-text-muted">
        What the group asks of each of its products, in the order of the places. Empty a name to take its
        attribute away: products keep the values that they have. Another type or unit asks anew. Save to get
        more rows.
      </p>
      {errors.attribute === undefined ? null : (
        <p className="text-sm text-danger">{errors.attribute.join(' ')}</p>
      )}
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number
        <AttributeRow key={index} index={index} values={values} errors={errors} />
      ))}
    </fieldset>
  )
}

function AttributeRow({ index, values, errors }: { index: number; values: Values; errors: Errors }) {
  const id = (name: string) => `attribute.${index}.${name}`
  const control = (name: string, otherwise = '') => ({
    id: id(name),
    name: id(name),
    defaultValue: values[id(name)] ?? otherwise,
    ...fieldAria(id(name), undefined, errors[id(name)]),
  })
  return (
    <div className="grid items-start gap-3 rounded-md border border-border p-3 sm:grid-cols-[4.5rem_minmax(0,2fr)_9rem_minmax(0,1fr)]">
      <input type="hidden" name={id('key')} value={values[id('key')] ?? ''} />
      <Field id={id('place')} label="Place">
        <Input {...control('place', String(index + 1))} type="number" min={0} max={999} />
      </Field>
      <Field id={id('label')} label="Name" errors={errors[id('label')]}>
        <Input {...control('label')} maxLength={GROUP_LIMITS.label} autoComplete="off" />
      </Field>
      <Field id={id('type')} label="Type" errors={errors[id('type')]}>
        <Select {...control('type', 'text')}>
          {ATTRIBUTE_TYPES.map((type) => (
            <option key={type} value={type}>
              {ATTRIBUTE_TYPE_LABELS[type]}
            </option>
          ))}
        </Select>
      </Field>
      <Field id={id('unit')} label="Unit (numbers)" errors={errors[id('unit')]}>
        <Input {...control('unit')} maxLength={GROUP_LIMITS.unit} autoComplete="off" />
      </Field>
      <div className="sm:col-span-2">
        <Field id={id('choices')} label="Choices, one a line" errors={errors[id('choices')]}>
          <Textarea {...control('choices')} rows={2} maxLength={GROUP_LIMITS.choices} />
        </Field>
      </div>
      <div className="self-end sm:col-span-2">
        <Checkbox
          name={id('required')}
          label="Needed for every product"
          defaultChecked={values[id('required')] !== undefined}
        />
      </div>
    </div>
  )
}
