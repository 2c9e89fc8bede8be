import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { toExportText } from '@/lib/products/list-href'
import type { Density, ProductColumn } from '@/lib/products/list-state'
import type { ProductQuery } from '@/lib/products/schema/query'
import type { ListSettings } from '@/lib/products/views'
import { ExportMenu } from './export-menu'
import { LookMenu } from './look-menu'
import { ViewsMenu } from './views-menu'

/** What a reader does with the list as a whole: its views, its columns. */
export function ListTools({
  list: { settings, query, columns, density, mayCreate, mayImport, mayReadGroups },
  state,
}: {
  list: {
    settings: ListSettings
    query: ProductQuery
    columns: readonly ProductColumn[]
    density: Density
    mayCreate: boolean
    mayImport: boolean
    mayReadGroups: boolean
  }
  /** The list's state as its address holds it. */
  state: string
}) {
  const open = settings.views.find((view) => view.id === query.view) ?? null
  return (
    <>
      <ViewsMenu settings={settings} open={open} query={state} />
      <LookMenu columns={columns} density={density} query={state} />
      <ExportMenu asked={toExportText(query)} />
      {mayReadGroups ? <LinkButton href="/products/groups">Groups</LinkButton> : null}
      {mayImport ? <LinkButton href="/products/import">Import</LinkButton> : null}
      {mayCreate ? (
        <LinkButton href="/products/new" variant="primary">
          <Icon name="plus" size={14} />
          New product
        </LinkButton>
      ) : null}
    </>
  )
}
