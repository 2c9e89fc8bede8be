import { Suspense } from 'react'
import { BlockBoundary } from '@/components/layout/block-boundary'
import { ActionButton } from '@/components/ui/action-button'
import { Card, CardHeader } from '@/components/ui/card'
import { DescriptionList } from '@/components/ui/description-list'
import { Skeleton } from '@/components/ui/skeleton'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { AsOf } from '@/components/ui/time'
import { unpinFigureAction } from '@/lib/analytics/actions/pin-figure'
import { toChartData } from '@/lib/analytics/chart-points'
import type { QueryAnswer, QueryView } from '@/lib/analytics/model'
import { FOR_PRODUCT, type PinnedFigure } from '@/lib/analytics/pinned-figures'
import { formatCell, isFigure, labelOf } from '@/lib/analytics/presentation'
import type { Format } from '@/lib/platform/format'
import { Chart } from './chart'
import { Figure } from './figure'

type Asked = Pick<QueryView, 'title' | 'chart' | 'columns' | 'parameters'>

export type PinnedTile = {
  figure: PinnedFigure
  /** Null: its file is no more in the catalogue. */
  query: Asked | null
  /** What it asks of this product, as text. */
  parameters: Readonly<Record<string, string>>
  /** Null: what it asks does not fit this reader. */
  ask: () => Promise<QueryAnswer | null>
}

type Props = {
  code: string
  /** Of null: this reader may ask no query. */
  tiles: Promise<readonly PinnedTile[] | null>
  mayEdit: boolean
  format: Format
}

/** Figures that were pinned to the product, each in the reader's own rows. Without one nothing, but for who may pin one. */
export async function PinnedFigures({ code, tiles, mayEdit, format }: Props) {
  const shown = await tiles
  if (shown === null || (shown.length === 0 && !mayEdit)) return null
  return (
    <div id="pinned-figures" className="print-hidden">
      <Card label="Pinned figures">
        <CardHeader
          title="Pinned figures"
          actions={mayEdit ? <PinAnother code={code} /> : null}
          meta={shown.length === 0 ? undefined : 'In the rows that you may see'}
        />
        {shown.length > 0 ? null : (
          <p className="px-4 py-3 text-text-muted">
            Figures that you pin stand here for everybody who reads this product.
          </p>
        )}
        <div className="grid sm:grid-cols-2">
          {shown.map((tile) => (
            <Tile key={tile.figure.id} {...tile} code={code} mayEdit={mayEdit} format={format} />
          ))}
        </div>
      </Card>
    </div>
  )
}

function PinAnother({ code }: { code: string }) {
  return (
    <a className="text-link text-sm" href={`/analytics?${FOR_PRODUCT.code}=${encodeURIComponent(code)}`}>
      Pin a figure
    </a>
  )
}

type TileProps = PinnedTile & { code: string; mayEdit: boolean; format: Format }

/** Single figures stand two beside one another; what is drawn or listed has the width of the card. */
function Tile({ figure, query, parameters, ask, code, mayEdit, format }: TileProps) {
  const isSmall = query?.chart?.kind === 'figure'
  const asked = new URLSearchParams(parameters).toString()
  const title = query?.title ?? figure.queryKey
  return (
    <section
      aria-label={title}
      className={`grid min-w-0 content-start gap-2 border-b border-border p-4 last:border-b-0 ${isSmall ? '' : 'sm:col-span-2'}`}
    >
      <div className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
        <h3 className="min-w-0 font-medium">
          {query === null ? (
            title
          ) : (
            <a className="text-link" href={`/analytics/${figure.queryKey}${asked === '' ? '' : `?${asked}`}`}>
              {title}
            </a>
          )}
        </h3>
        {mayEdit ? <Editing figure={figure} code={code} title={title} isThere={query !== null} /> : null}
      </div>
      {query === null ? (
        <p className="text-sm text-text-muted">
          Its query is no longer in the catalogue. Nobody else is shown this place.
        </p>
      ) : (
        <BlockBoundary title="This figure cannot be shown">
          <Suspense
            fallback={
              <div className="needs-script">
                <Skeleton className={isSmall ? 'h-[104px] w-full' : 'h-[260px] w-full'} />
              </div>
            }
          >
            <Answered {...{ query, ask, format, figure, parameters }} />
          </Suspense>
        </BlockBoundary>
      )}
    </section>
  )
}

type EditingProps = { figure: PinnedFigure; code: string; title: string; isThere: boolean }

function Editing({ figure, code, title, isThere }: EditingProps) {
  const { id, version, boundTo } = figure
  const search = new URLSearchParams({
    ...figure.parameters,
    ...(boundTo === null ? {} : { [boundTo]: code, [FOR_PRODUCT.boundTo]: boundTo }),
    [FOR_PRODUCT.code]: code,
    [FOR_PRODUCT.figure]: id,
    [FOR_PRODUCT.version]: String(version),
  })
  return (
    <div className="flex items-center gap-3">
      {isThere ? (
        <a
          className="text-link text-sm"
          href={`/analytics/${figure.queryKey}?${search}#pin-to-product`}
          aria-label={`Change ${title}`}
        >
          Change
        </a>
      ) : null}
      <ActionButton
        action={unpinFigureAction}
        fields={{ code, id, version }}
        label="Unpin"
        description={`Unpin ${title} from this product`}
        icon="pin-off"
        size="sm"
      />
    </div>
  )
}

type AnsweredProps = Pick<PinnedTile, 'ask' | 'figure' | 'parameters'> & { query: Asked; format: Format }

async function Answered({ query, ask, figure, parameters, format }: AnsweredProps) {
  const answer = await ask()
  if (answer === null) {
    return <p className="text-sm text-text-muted">What this figure asks for is not among your rows.</p>
  }
  const values = Object.entries(parameters)
    .filter(([name]) => name !== figure.boundTo)
    .map(([name, text]) => `${query.parameters.find((one) => one.name === name)?.label ?? name}: ${text}`)
  return (
    <>
      <Contents query={query} answer={answer} format={format} id={figure.id} />
      <p className="text-sm text-text-muted">
        {values.length === 0 ? null : `${values.join(', ')} · `}
        <AsOf at={answer.asOf} source={answer.engine} format={format} />
      </p>
    </>
  )
}

type ContentsProps = { query: Asked; answer: QueryAnswer; format: Format; id: string }

function Contents({ query, answer, format, id }: ContentsProps) {
  const [row] = answer.rows
  if (row === undefined) return <p className="text-text-muted">No rows.</p>
  if (query.chart?.kind === 'figure') return <Figure query={query} answer={answer} format={format} compact />
  const chart = toChartData(query, answer, format)
  if (chart !== null) return <Chart data={chart} locale={format.locale} id={id} />
  if (answer.rows.length > 1) return <FirstRows query={query} answer={answer} format={format} />
  return (
    <DescriptionList
      items={answer.columns.map((column, index) => ({
        term: labelOf(column.name, query.columns),
        value: formatCell(row[index], column, query.columns.get(column.name), format),
      }))}
    />
  )
}

const FIRST_ROWS = 5

function FirstRows({ query, answer, format }: Omit<ContentsProps, 'id'>) {
  const { columns, rows } = answer
  return (
    <>
      <Table label={query.title}>
        <Thead>
          {columns.map((column, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name, and they never move
            <Th key={index} numeric={isFigure(column)}>
              {labelOf(column.name, query.columns)}
            </Th>
          ))}
        </Thead>
        <Tbody>
          {rows.slice(0, FIRST_ROWS).map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own, and they never move
            <Tr key={at}>
              {columns.map((column, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as the head
                <Td key={index} numeric={isFigure(column)}>
                  {formatCell(row[index], column, query.columns.get(column.name), format)}
                </Td>
              ))}
            </Tr>
          ))}
        </Tbody>
      </Table>
      {rows.length <= FIRST_ROWS ? null : (
        <p className="text-sm text-text-muted">
          The first {FIRST_ROWS} of {rows.length}
          {answer.truncated ? '+' : ''} rows; the query has all of them.
        </p>
      )}
    </>
  )
}
