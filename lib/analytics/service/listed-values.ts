import type { Ctx } from '@/lib/access/model'
import type { Cell } from '@/lib/connectors/tabular'
import type { Parameter, Query, QueryAnswer, QueryKey } from '../model'
import { accessTo, currentCatalogue } from './reach'

/** Of a list that is longer, every value of the type is allowed: a part of it would refuse what is right. */
const MAX_LISTED = 1_000

type How = {
  ask: (key: QueryKey) => Promise<QueryAnswer>
  /** The others are left as they are. */
  isAsked: (parameter: Parameter) => boolean
}

/**
 * A query's parameters with what they allow, where another query lists that: what its column holds in the rows that this
 * reader reaches. Who does not reach that query is allowed nothing of it. Its answer is kept as any other.
 * @throws what `ask` throws, when there is no list
 */
export async function withListedValues(ctx: Ctx, query: Query, { ask, isAsked }: How): Promise<Parameter[]> {
  return await Promise.all(
    query.parameters.map((parameter) => (isAsked(parameter) ? withListed(ctx, parameter, ask) : parameter)),
  )
}

async function withListed(ctx: Ctx, parameter: Parameter, ask: How['ask']): Promise<Parameter> {
  const { allowedFrom } = parameter
  if (allowedFrom === null) return parameter
  const source = (await currentCatalogue()).queries.get(allowedFrom.query)
  if (source === undefined || accessTo(ctx, source).reach === 'none') return { ...parameter, listed: true }
  const { columns, rows, truncated } = await ask(source.key)
  if (truncated || rows.length > MAX_LISTED) return parameter
  const at = columns.findIndex(({ name }) => name === allowedFrom.column)
  const values = rows.flatMap((row) => textOf(row[at]))
  return { ...parameter, allowed: [...new Set(values)], listed: true }
}

function textOf(cell: Cell | undefined): string[] {
  return cell === null || cell === undefined || typeof cell === 'object' ? [] : [String(cell)]
}
