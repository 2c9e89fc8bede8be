import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { FilterChip } from '@/components/ui/filter-chip'
import { Icon } from '@/components/ui/icon'
import { Input, Select } from '@/components/ui/input'
import { MAX_AUDIT_FILTER, OUTCOMES } from '@/lib/audit/model'
import { type AuditFilter, auditQuery, FILTER_NAMES } from '@/lib/audit/schema'

const LABELS: Record<keyof AuditFilter, string> = {
  actor: 'Who',
  action: 'Action',
  kind: 'Kind',
  id: 'Subject id',
  outcome: 'Outcome',
  request: 'Request',
  from: 'From',
  to: 'To',
}
const PATH = '/admin/audit'

type Props = { filter: AuditFilter; words: { actions: readonly string[]; kinds: readonly string[] } }

/** All filters, in the address. */
export function AuditFilters({ filter, words }: Props) {
  return (
    <form
      action={PATH}
      aria-label="Filter events"
      className="print-hidden mb-3 grid grid-cols-2 items-end gap-3 sm:grid-cols-4 xl:grid-cols-9"
    >
      <TextFilter name="actor" filter={filter} placeholder="Name, e-mail or id" />
      <TextFilter name="action" filter={filter} placeholder="product.*" known={words.actions} />
      <Field id="outcome" label={LABELS.outcome}>
        <Select id="outcome" name="outcome" defaultValue={filter.outcome ?? ''}>
          <option value="">Any</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome}>
              {outcome}
            </option>
          ))}
        </Select>
      </Field>
      <TextFilter name="kind" filter={filter} known={words.kinds} />
      <TextFilter name="id" filter={filter} />
      <TextFilter name="request" filter={filter} />
      <DayFilter name="from" filter={filter} />
      <DayFilter name="to" filter={filter} />
      <Button type="submit">
        <Icon name="search" size={14} />
        Filter
      </Button>
    </form>
  )
}

function TextFilter({
  name,
  filter,
  placeholder,
  known,
}: {
  name: keyof AuditFilter
  filter: AuditFilter
  placeholder?: string
  known?: readonly string[]
}) {
  const listId = known === undefined ? undefined : `${name}-known`
  return (
    <Field id={name} label={LABELS[name]}>
      <Input
        id={name}
        name={name}
        defaultValue={filter[name] ?? ''}
        placeholder={placeholder}
        maxLength={MAX_AUDIT_FILTER}
        list={listId}
        autoComplete="off"
      />
      {known === undefined ? null : (
        <datalist id={listId}>
          {known.map((word) => (
            <option key={word} value={word} />
          ))}
        </datalist>
      )}
    </Field>
  )
}

/** A day; a moment that came with the address stays as it was written. */
function DayFilter({ name, filter }: { name: 'from' | 'to'; filter: AuditFilter }) {
  const value = filter[name] ?? ''
  return (
    <Field id={name} label={LABELS[name]}>
      <Input
        id={name}
        name={name}
        type={value.length > 10 ? 'text' : 'date'}
        defaultValue={value}
        maxLength={MAX_AUDIT_FILTER}
      />
    </Field>
  )
}

/** The filters in force, each with a cross. */
export function AuditFilterChips({ filter }: { filter: AuditFilter }) {
  const set = FILTER_NAMES.filter((name) => filter[name] !== undefined)
  if (set.length === 0) return null
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      {set.map((name) => (
        <FilterChip
          key={name}
          label={LABELS[name]}
          value={filter[name] ?? ''}
          removeHref={`${PATH}${auditQuery({ ...filter, [name]: undefined })}`}
        />
      ))}
    </div>
  )
}
