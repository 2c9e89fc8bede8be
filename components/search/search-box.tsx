import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { MAX_SEARCH, type SearchKind } from '@/lib/search/model'

/** Search over everything that the reader may open. */
export function SearchBox({
  q = '',
  kind,
  autoFocus,
}: {
  q?: string
  kind?: SearchKind
  autoFocus?: boolean
}) {
  return (
    <search className="print-hidden">
      <form action="/search" className="flex max-w-2xl gap-2" key={q}>
        <Input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={MAX_SEARCH}
          autoFocus={autoFocus}
          placeholder="Search products, knowledge base, queries, pages"
          aria-label="Search everything"
          enterKeyHint="search"
        />
        {kind === undefined ? null : <input type="hidden" name="kind" value={kind} />}
        <Button type="submit" variant="primary">
          <Icon name="search" size={14} />
          Search
        </Button>
      </form>
    </search>
  )
}
