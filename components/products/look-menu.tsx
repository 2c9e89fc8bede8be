import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Checkbox, Select } from '@/components/ui/input'
import { Menu } from '@/components/ui/menu'
import { saveLookAction } from '@/lib/products/actions/list'
import { COLUMN_LABELS, type Density, PRODUCT_COLUMNS, type ProductColumn } from '@/lib/products/list-state'
import { ListForm } from './list-form'

/** Which columns the list shows and how dense it stands, remembered for the reader. */
export function LookMenu({
  columns,
  density,
  query,
}: {
  columns: readonly ProductColumn[]
  density: Density
  query: string
}) {
  return (
    <Menu
      id="look"
      label="Columns and density"
      wide
      className="border border-border-strong bg-surface-raised font-medium"
      trigger={
        <>
          <Icon name="table" size={14} />
          Columns
        </>
      }
    >
      <ListForm action={saveLookAction} fields={{ query }} className="grid gap-1 p-2">
        {PRODUCT_COLUMNS.filter((column) => column !== 'name').map((column) => (
          <Checkbox
            key={column}
            name="columns"
            value={column}
            label={COLUMN_LABELS[column]}
            defaultChecked={columns.includes(column)}
          />
        ))}
        <input type="hidden" name="columns" value="name" />
        <label htmlFor="density" className="mt-1 font-medium">
          Density
        </label>
        <Select id="density" name="density" defaultValue={density}>
          <option value="normal">Normal</option>
          <option value="compact">Compact</option>
        </Select>
        <Button type="submit" className="mt-2">
          Save for me
        </Button>
      </ListForm>
    </Menu>
  )
}
