import { Field, FieldError, fieldAria } from '@/components/ui/field'
import { Checkbox, Select } from '@/components/ui/input'
import type { AllowedFilter } from '@/lib/dashboards/model'
import type { Values } from './publish-values'

type Props = {
  filters: readonly AllowedFilter[]
  values: Values
  errors: Record<string, string[]>
}

const KINDS: Record<AllowedFilter['kind'], string> = { select: 'values', time: 'time', range: 'range' }
const PRODUCT_HINT = 'On a product’s card the dashboard is shown with this filter set to the product.'

/** Which of the dashboard's own filters an address may set, and the one that holds it to a product. */
export function FilterFields({ filters, values, errors }: Props) {
  if (filters.length === 0) {
    return (
      <p className="text-sm text-text-muted">The dashboard has no native filter that an address could set.</p>
    )
  }
  const chosen = new Set((values.filters ?? '').split('\n'))
  const selects = filters.filter(({ kind }) => kind === 'select')
  return (
    <>
      <fieldset id="filters" className="grid gap-1" tabIndex={-1}>
        <legend className="mb-1 font-medium">Filters that an address may set</legend>
        {filters.map(({ id, name, kind, column }) => (
          <Checkbox
            key={id}
            name="filters"
            value={id}
            defaultChecked={chosen.has(id)}
            label={`${name} (${column ?? KINDS[kind]})`}
          />
        ))}
        <FieldError id="filters" errors={errors.filters} />
      </fieldset>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          id="productFilterId"
          label="Filter that holds it to a product"
          optional
          hint={PRODUCT_HINT}
          errors={errors.productFilterId}
        >
          <Select
            id="productFilterId"
            name="productFilterId"
            defaultValue={values.productFilterId ?? ''}
            {...fieldAria('productFilterId', PRODUCT_HINT, errors.productFilterId)}
          >
            <option value="">None: it is shown whole</option>
            {selects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="productFilterBy" label="What it is set to" errors={errors.productFilterBy}>
          <Select id="productFilterBy" name="productFilterBy" defaultValue={values.productFilterBy ?? 'code'}>
            <option value="code">The product’s code</option>
            <option value="name">The product’s name</option>
          </Select>
        </Field>
      </div>
    </>
  )
}
