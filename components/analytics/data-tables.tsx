import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'
import type { DataTable } from '@/lib/analytics/ad-hoc'

/** Tables and their columns, each opened on demand. With script a press on a name writes it into the statement. */
export function DataTables({ tables }: { tables: readonly DataTable[] | null }) {
  return (
    <Card label="Tables">
      <CardHeader title="Tables" meta={tables === null ? undefined : String(tables.length)} />
      {tables === null ? (
        <EmptyState icon="triangle-alert" title="The tables cannot be listed">
          The engine does not answer. Try again in a moment.
        </EmptyState>
      ) : (
        <CardBody flush className="max-h-[28rem] overflow-y-auto">
          <ul>
            {tables.map((table) => (
              <li key={table.name} className="border-b border-border last:border-b-0">
                <TableColumns table={table} />
              </li>
            ))}
          </ul>
        </CardBody>
      )}
    </Card>
  )
}

function TableColumns({ table: { name, columns } }: { table: DataTable }) {
  return (
    <details className="group">
      <summary className="flex min-h-9 cursor-pointer items-center gap-2 px-4 hover:bg-surface-hover max-sm:min-h-11">
        <span className="min-w-0 truncate font-mono text-sm">{name}</span>
        <span className="ml-auto text-xs text-text-muted">{columns.length}</span>
      </summary>
      <ul className="grid pb-2">
        <li className="px-4">
          <Insert text={quotedPath(name)}>Write the table’s name</Insert>
        </li>
        {columns.map((column) => (
          <li key={column.name} className="flex items-baseline gap-2 px-4">
            <Insert text={quoted(column.name)}>
              <span className="font-mono">{column.name}</span>
            </Insert>
            <span className="ml-auto shrink-0 font-mono text-xs text-text-muted">{column.type}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Insert({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <button
      type="button"
      data-insert={text}
      title="Write it into the statement"
      className="min-h-6 min-w-0 cursor-pointer truncate text-left text-sm hover:underline max-sm:min-h-11"
    >
      {children}
    </button>
  )
}

/** As the engine wants a path whose names are not plain. */
function quotedPath(path: string): string {
  return path.split('.').map(quoted).join('.')
}

function quoted(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
