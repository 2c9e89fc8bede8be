import type { ComponentProps } from 'react'
import { Select } from '@/components/ui/input'
import type { Place } from '@/lib/segments/model/tree'

/** What a segment is to stand below, as the tree has it. */
export function PlaceSelect({
  places,
  chosen,
  ...rest
}: { places: readonly Place[]; chosen: string } & Pick<
  ComponentProps<'select'>,
  'aria-describedby' | 'aria-invalid'
>) {
  return (
    <Select id="parentCode" name="parentCode" defaultValue={chosen} {...rest}>
      <option value="">Top of the tree</option>
      {places.map(({ code, name, depth }) => (
        <option key={code} value={code}>
          {`${'\u00a0\u00a0\u00a0'.repeat(depth)}${name} (${code})`}
        </option>
      ))}
    </Select>
  )
}
