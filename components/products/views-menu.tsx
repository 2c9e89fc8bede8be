import { clsx } from 'clsx'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Checkbox, Input } from '@/components/ui/input'
import { Menu } from '@/components/ui/menu'
import {
  changeViewAction,
  deleteViewAction,
  saveViewAction,
  setDefaultViewAction,
} from '@/lib/products/actions/list'
import { type ListSettings, type SavedView, toViewHref, VIEW_LIMITS, type ViewId } from '@/lib/products/views'
import { ListForm } from './list-form'

/** Saved states of the list: open one, keep the present one, and what may be done to the one that is open. */
export function ViewsMenu({
  settings,
  open,
  query,
}: {
  settings: ListSettings
  /** The view by which the reader came. */
  open: SavedView | null
  /** The list's state as its address holds it. */
  query: string
}) {
  const own = settings.views.filter((view) => view.own)
  const shared = settings.views.filter((view) => !view.own)
  return (
    <Menu
      id="views"
      label="Saved views"
      wide
      className="border border-border-strong bg-surface-raised font-medium"
      trigger={
        <>
          <Icon name="layout-dashboard" size={14} />
          <span className="max-w-48 truncate">{open === null ? 'Views' : open.name}</span>
          <Icon name="chevron-down" size={14} />
        </>
      }
    >
      <div className="grid gap-2 sm:w-80">
        <nav aria-label="Saved views" className="max-h-72 overflow-y-auto">
          <a className="menu-item" href="/products?view=none">
            All products
          </a>
          <Views title="Yours" views={own} settings={settings} open={open} />
          <Views title="Shared by others" views={shared} settings={settings} open={open} />
        </nav>
        {open === null ? null : (
          <OpenView view={open} isDefault={settings.defaultView === open.id} query={query} />
        )}
        {settings.defaultView === null || settings.defaultView === open?.id ? null : (
          <DefaultForm id="" label="Open the list with all products" />
        )}
        <ListForm
          action={saveViewAction}
          fields={{ query }}
          className="grid gap-2 border-t border-border p-2"
        >
          <label htmlFor="view-name" className="font-medium">
            Save this list as a view
          </label>
          <Input id="view-name" name="name" required maxLength={VIEW_LIMITS.name} autoComplete="off" />
          <Checkbox name="shared" value="on" label="Share it with everybody who reads products" />
          <Button type="submit">Save view</Button>
        </ListForm>
      </div>
    </Menu>
  )
}

function Views({
  title,
  views,
  settings,
  open,
}: {
  title: string
  views: readonly SavedView[]
  settings: ListSettings
  open: SavedView | null
}) {
  if (views.length === 0) return null
  return (
    <>
      <p className="px-2 pt-2 text-xs text-text-muted">{title}</p>
      {views.map((view) => (
        <a
          key={view.id}
          href={toViewHref(view)}
          className={clsx('menu-item', view.id === open?.id && 'font-medium')}
          aria-current={view.id === open?.id ? 'true' : undefined}
        >
          <span className="min-w-32 flex-1 truncate">{view.name}</span>
          <span className="min-w-0 truncate text-xs text-text-muted">
            {[
              view.id === settings.defaultView ? 'opens first' : '',
              view.own ? (view.shared ? 'shared' : '') : view.ownerName,
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
        </a>
      ))}
    </>
  )
}

function OpenView({ view, isDefault, query }: { view: SavedView; isDefault: boolean; query: string }) {
  return (
    <div className="grid gap-2 border-t border-border p-2">
      {view.own ? (
        <ListForm action={changeViewAction} fields={{ id: view.id, query }} className="grid gap-2">
          <label htmlFor="open-view-name" className="font-medium">
            This view
          </label>
          <Input
            id="open-view-name"
            name="name"
            required
            defaultValue={view.name}
            maxLength={VIEW_LIMITS.name}
            autoComplete="off"
          />
          <Checkbox
            name="shared"
            value="on"
            defaultChecked={view.shared}
            label="Share it with everybody who reads products"
          />
          <Button type="submit">
            {view.query === query ? 'Save name and sharing' : 'Save with what the list shows now'}
          </Button>
        </ListForm>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <DefaultForm
          id={isDefault ? '' : view.id}
          label={isDefault ? 'Open the list with all products' : 'Open the list with this view'}
        />
        {view.own ? (
          <ListForm action={deleteViewAction} fields={{ id: view.id }}>
            <Button type="submit" size="sm">
              <Icon name="trash-2" size={14} />
              Delete view
            </Button>
          </ListForm>
        ) : null}
      </div>
    </div>
  )
}

function DefaultForm({ id, label }: { id: ViewId | ''; label: string }) {
  return (
    <ListForm action={setDefaultViewAction} fields={{ id }}>
      <Button type="submit" size="sm">
        {label}
      </Button>
    </ListForm>
  )
}
