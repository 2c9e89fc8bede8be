import { Badge } from '@/components/ui/badge'
import { FieldError, fieldAria } from '@/components/ui/field'
import { Select } from '@/components/ui/input'
import type { ToPublish } from '@/lib/dashboards/model'
import type { Values } from './publish-values'

type Props = Pick<ToPublish, 'decisions' | 'templates' | 'undecided'> & {
  values: Values
  errors: Record<string, string[]>
}

/** For each dataset behind the dashboard what holds its rows: nothing is chosen beforehand. */
export function RuleFields({ decisions, templates, undecided, values, errors }: Props) {
  const isNew = new Set(undecided.map(({ id }) => id))
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-1 font-medium">Rows</legend>
      <p className="max-w-[72ch] text-sm text-text-muted text-pretty">
        Who may read all rows gets all of a dataset, who may read none gets none; those who are held to
        product groups get what its rule lets through. Without a choice for each dataset nothing is published.
      </p>
      {decisions.length === 0 ? (
        <p className="text-sm text-text-muted">
          No dataset is known yet. Refresh the list once it has a chart.
        </p>
      ) : null}
      {decisions.map(({ id, name }) => {
        const field = `rule.${id}`
        return (
          <div key={id} className="grid gap-1.5">
            <label htmlFor={field} className="flex flex-wrap items-center gap-2 font-mono text-sm break-all">
              {name}
              {isNew.has(id) ? <Badge tone="warning">New: shows nothing until you choose</Badge> : null}
            </label>
            <Select
              id={field}
              name={field}
              // The portal refuses it in words that name the dataset; the browser's own name nothing.
              aria-required
              defaultValue={values[field] ?? ''}
              {...fieldAria(field, undefined, errors[field])}
            >
              <option value="">Choose what holds its rows</option>
              {templates.map(({ key, title, clause }) => (
                <option key={key} value={key}>
                  {`${title}: ${clause}`}
                </option>
              ))}
              <option value="open">Open: every row, to all who may see the dashboard</option>
            </Select>
            <FieldError id={field} errors={errors[field]} />
          </div>
        )
      })}
    </fieldset>
  )
}
