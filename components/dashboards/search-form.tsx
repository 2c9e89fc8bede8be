import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { MAX_DASHBOARD_SEARCH } from '@/lib/dashboards/schema'

/** The words to look for: a GET form, so that they stand in the address. */
export function SearchForm({ action, q, label }: { action: string; q: string; label: string }) {
  return (
    <search className="print-hidden">
      <form action={action} method="get" className="flex max-w-md gap-2">
        <Input
          name="q"
          type="search"
          defaultValue={q}
          maxLength={MAX_DASHBOARD_SEARCH}
          aria-label={label}
          placeholder={label}
        />
        <Button type="submit">Search</Button>
      </form>
    </search>
  )
}
