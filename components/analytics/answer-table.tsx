import { SortHeader, Table, Tbody, Td, Thead, Tr } from '@/components/ui/table'
import type { AnswerView } from '@/lib/analytics/answer-page'
import type { ColumnFormat, QueryAnswer, QueryView } from '@/lib/analytics/model'
import { formatCell, formatFigure, isFigure, labelOf } from '@/lib/analytics/presentation'
import { type ColumnTotal, columnTotals } from '@/lib/analytics/totals'
import type { Cell, Column } from '@/lib/connectors/tabular'
import type { Format } from '@/lib/platform/format'

type Props = {
  query: QueryView
  answer: QueryAnswer
  /** The rows of the page, in its order. */
  rows: readonly (readonly Cell[])[]
  view: AnswerView
  hrefFor: (view: AnswerView) => string
  format: Format
}

/** A page of the answer as a table: figures on the right, exact totals of all rows below, a word where rounding shows. */
export function AnswerTable({ query, answer, rows, view, hrefFor, format }: Props) {
  const { columns } = answer
  // A total over rows that are cut would be a wrong figure.
  const totals = answer.truncated ? [] : columnTotals(columns, answer.rows, query.columns)
  const sort = {
    field: view.sort?.column ?? '',
    direction: view.sort?.descending === true ? ('desc' as const) : ('asc' as const),
  }
  const hasProduct = columns.some(({ name }) => query.columns.get(name)?.show === 'product')
  return (
    <>
      <Table label={query.title}>
        <Thead>
          {columns.map((column, index) => (
            <SortHeader
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name, and they never move
              key={index}
              label={labelOf(column.name, query.columns)}
              field={column.name}
              sort={sort}
              numeric={isFigure(column)}
              hrefFor={({ field, direction }) =>
                hrefFor({ ...view, page: 1, sort: { column: field, descending: direction === 'desc' } })
              }
            />
          ))}
        </Thead>
        <Tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own, and they never move
            <Tr key={index} linked={hasProduct}>
              {columns.map((column, place) => (
                <AnswerCell
                  // biome-ignore lint/suspicious/noArrayIndexKey: as the columns
                  key={place}
                  cell={row[place]}
                  column={column}
                  columnFormat={query.columns.get(column.name)}
                  format={format}
                />
              ))}
            </Tr>
          ))}
        </Tbody>
        {totals.length === 0 ? null : (
          <TotalRow columns={columns} totals={totals} formats={query.columns} format={format} />
        )}
      </Table>
      {totals
        .filter(({ differs }) => differs)
        .map((total) => (
          <RoundingNote key={total.column} total={total} formats={query.columns} format={format} />
        ))}
    </>
  )
}

type CellProps = {
  cell: Cell | undefined
  column: Column
  columnFormat: ColumnFormat | undefined
  format: Format
}

function AnswerCell({ cell, column, columnFormat, format }: CellProps) {
  const text = formatCell(cell, column, columnFormat, format)
  const isProduct = columnFormat?.show === 'product' && typeof cell === 'string'
  return (
    <Td numeric={isFigure(column)} mono={isProduct}>
      {isProduct ? (
        <a href={`/products/${encodeURIComponent(cell)}`} className="row-link">
          {text}
        </a>
      ) : (
        text
      )}
    </Td>
  )
}

type TotalsProps = { formats: ReadonlyMap<string, ColumnFormat>; format: Format }

function TotalRow({
  columns,
  totals,
  formats,
  format,
}: TotalsProps & { columns: readonly Column[]; totals: readonly ColumnTotal[] }) {
  const show = (name: string) => {
    const total = totals.find(({ column }) => column === name)
    return total === undefined ? '' : formatFigure(total.total, formats.get(name)?.decimals, format)
  }
  return (
    <tfoot>
      <tr className="[&>*]:border-t [&>*]:border-t-border-strong [&>*]:border-b-0 [&>*]:font-semibold">
        {columns.map((column, index) =>
          index === 0 ? (
            <th key={column.name} scope="row">
              Total {show(column.name)}
            </th>
          ) : (
            <td key={column.name} className={isFigure(column) ? 'num' : undefined}>
              {show(column.name)}
            </td>
          ),
        )}
      </tr>
    </tfoot>
  )
}

function RoundingNote({ total, formats, format }: TotalsProps & { total: ColumnTotal }) {
  const decimals = formats.get(total.column)?.decimals
  const show = (text: string) => formatFigure(text, decimals, format)
  return (
    <p className="border-t border-border px-4 py-2 text-sm text-text-muted text-pretty">
      Each figure is rounded by itself, so those under {labelOf(total.column, formats)} add up to{' '}
      <span className="tabular-nums">{show(total.sumOfRounded)}</span>. The total,{' '}
      <span className="tabular-nums">{show(total.total)}</span>, is added up exactly and rounded once.
    </p>
  )
}
