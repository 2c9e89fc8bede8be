import { Field, fieldAria } from '@/components/ui/field'
import { Select } from '@/components/ui/input'
import type { Place } from '@/lib/segments/model/tree'
import { SegmentCodeInput } from './segment-code-input'

const CODE_HINT = 'The code of a segment, or nothing for the top of the tree.'

const MOST_INDENTED = 12

/** What a segment is to stand below: chosen from the tree, or typed where that is too large (`places` is null). */
export function PlaceField({
  places,
  chosen,
  errors,
}: {
  places: readonly Place[] | null
  chosen: string
  errors?: readonly string[] | undefined
}) {
  const hint = places === null ? CODE_HINT : undefined
  const control = {
    id: 'parentCode',
    name: 'parentCode',
    defaultValue: chosen,
    ...fieldAria('parentCode', hint, errors),
  }
  return (
    <Field id="parentCode" label="Stands below" hint={hint} errors={errors}>
      {places === null ? (
        <SegmentCodeInput {...control} />
      ) : (
        <Select {...control}>
          <option value="">Top of the tree</option>
          {places.map(({ code, name, depth, archived }) => (
            // What is archived takes nothing new; where it stands already, it may go on.
            <option key={code} value={code} disabled={archived && code !== chosen}>
              {`${'\u00a0\u00a0\u00a0'.repeat(Math.min(depth, MOST_INDENTED))}${name} (${code})${archived ? ', archived' : ''}`}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
