import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/filter-chip'
import { Icon } from '@/components/ui/icon'
import { Input, Select } from '@/components/ui/input'
import { ACCESS_LIMITS } from '@/lib/access/model'
import { roleName } from './words'

export type PeopleFilterValues = { search: string; role: string; status: string }

/** The address of the list of people with these filters; empty ones are left out. */
export function peopleHref(values: Partial<PeopleFilterValues & { after: string }>): string {
  const params = new URLSearchParams(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
  return params.size === 0 ? '/admin/users' : `/admin/users?${params}`
}

/** Search and filters, all in the address. */
export function PeopleFilter({
  values,
  roleNames,
}: {
  values: PeopleFilterValues
  roleNames: Record<string, string>
}) {
  return (
    <form className="mb-3 flex flex-wrap items-center gap-2" action="/admin/users" aria-label="Filter people">
      <div className="min-w-56 flex-1 sm:max-w-80">
        <Input
          type="search"
          name="search"
          defaultValue={values.search}
          placeholder="Name or e-mail"
          aria-label="Search by name or e-mail"
          maxLength={ACCESS_LIMITS.peopleSearch}
        />
      </div>
      <div className="w-44">
        <Select name="role" defaultValue={values.role} aria-label="Role">
          <option value="">Any role</option>
          {Object.entries(roleNames).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </Select>
      </div>
      <div className="w-36">
        <Select name="status" defaultValue={values.status} aria-label="State">
          <option value="">Any state</option>
          <option value="enabled">Enabled</option>
          <option value="disabled">Disabled</option>
        </Select>
      </div>
      <Button type="submit">
        <Icon name="search" size={14} />
        Search
      </Button>
    </form>
  )
}

/** The filters in force, each with a cross. */
export function PeopleFilterChips({
  values,
  roleNames,
}: {
  values: PeopleFilterValues
  roleNames: Record<string, string>
}) {
  const { search, role, status } = values
  if (search === '' && role === '' && status === '') return null
  return (
    <div className="mb-3 flex flex-wrap gap-2">
      {search === '' ? null : (
        <FilterChip label="Search" value={search} removeHref={peopleHref({ role, status })} />
      )}
      {role === '' ? null : (
        <FilterChip
          label="Role"
          value={roleName(roleNames, role)}
          removeHref={peopleHref({ search, status })}
        />
      )}
      {status === '' ? null : (
        <FilterChip
          label="State"
          value={status === 'enabled' ? 'Enabled' : 'Disabled'}
          removeHref={peopleHref({ search, role })}
        />
      )}
    </div>
  )
}
