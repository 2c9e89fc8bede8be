import { Button } from '@/components/ui/button'
import { FilterChip } from '@/components/ui/filter-chip'
import { Input, Select } from '@/components/ui/input'
import { MAX_SEGMENT_SEARCH, SEGMENT_STATUS_LABELS, SEGMENT_STATUSES } from '@/lib/segments/model/segment'
import { type SegmentQuery, toSegmentsHref } from '@/lib/segments/schema'

/** Search and filters: a GET form, so that the whole state is in the address. */
export function SegmentFilters({ query, tags }: { query: SegmentQuery; tags: readonly string[] }) {
  const { q, status, tag } = query
  const offered = tag === undefined || tags.includes(tag) ? tags : [tag, ...tags]
  return (
    <search className="print-hidden mb-3 grid gap-2">
      <form
        action="/segments"
        className="grid grid-cols-2 gap-2 sm:flex sm:items-center"
        key={toSegmentsHref(query)}
      >
        <Input
          type="search"
          name="q"
          defaultValue={q}
          maxLength={MAX_SEGMENT_SEARCH}
          placeholder="Search code, name, description"
          aria-label="Search segments"
          className="max-sm:col-span-2 sm:w-72"
          enterKeyHint="search"
        />
        <Select
          name="status"
          defaultValue={status ?? ''}
          aria-label="Status"
          className="sm:w-40"
          data-submit=""
        >
          <option value="">Any status</option>
          {SEGMENT_STATUSES.map((one) => (
            <option key={one} value={one}>
              {SEGMENT_STATUS_LABELS[one]}
            </option>
          ))}
        </Select>
        <Select name="tag" defaultValue={tag ?? ''} aria-label="Tag" className="sm:w-40" data-submit="">
          <option value="">Any tag</option>
          {offered.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
        {query.open === undefined ? null : <input type="hidden" name="open" value={query.open} />}
        <Button type="submit" className="max-sm:col-span-2">
          Search
        </Button>
      </form>
      {q === '' && status === undefined && tag === undefined ? null : (
        <div className="flex flex-wrap gap-2">
          {q === '' ? null : (
            <FilterChip label="Search" value={q} removeHref={toSegmentsHref(query, { q: '' })} />
          )}
          {status === undefined ? null : (
            <FilterChip
              label="Status"
              value={SEGMENT_STATUS_LABELS[status]}
              removeHref={toSegmentsHref(query, { status: undefined })}
            />
          )}
          {tag === undefined ? null : (
            <FilterChip label="Tag" value={tag} removeHref={toSegmentsHref(query, { tag: undefined })} />
          )}
        </div>
      )}
    </search>
  )
}
