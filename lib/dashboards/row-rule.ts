import { LiteralError, renderLiteral } from '@/lib/connectors/sql-literals'
import { type SqlToken, SqlTokenError, tokenizeSql } from '@/lib/connectors/sql-tokens'

/** A rule of dashboards/row-rules.yaml. */
export type RuleTemplate = { key: string; title: string; clause: string }

/** What a reader may read: of the groups both the codes and the names, as the portal has them today. */
export type RowReach =
  | { reach: 'none' }
  | { reach: 'all' }
  | { reach: 'groups'; groups: readonly { code: string; name: string | null }[] }

export const ALL_ROWS = '1 = 1'
export const NO_ROWS = '1 = 0'

const PLACEHOLDERS = ['groups', 'groupNames'] as const
type Placeholder = (typeof PLACEHOLDERS)[number]

/** Symbols by which one condition could become more, or text be read otherwise by another dialect. */
const NEVER = new Set([';', '`', '\\', '{', '}'])

type Part = { text: string } | { placeholder: Placeholder }

/** What is wrong with a template, in words; null: nothing. */
export function templateFault(clause: string): string | null {
  const parts = partsOf(clause)
  return 'fault' in parts ? parts.fault : null
}

/** The columns that a template names, in lower case. */
export function columnsOf(clause: string): string[] {
  const tokens = significant(clause)
  const names = tokens.flatMap((token, index) => {
    if (token.kind === 'name') return [token.text.slice(1, -1).replaceAll('""', '"').toLowerCase()]
    const isCall = tokens[index + 1]?.text === '('
    const isColumn = token.kind === 'word' && !KEYWORDS.has(token.text.toUpperCase()) && !isCall
    return isColumn && tokens[index - 1]?.text !== ':' ? [token.text.toLowerCase()] : []
  })
  return [...new Set(names)]
}

const KEYWORDS = new Set([
  ...['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'LIKE', 'BETWEEN', 'CAST', 'AS', 'VARCHAR', 'TEXT', 'COLLATE'],
])

/**
 * Nothing in a rule asks another table, or ends it. What turns a condition round has no place either: a value that is left
 * out would then show more rows. `IS NOT NULL` stays.
 */
const FORBIDDEN = new Set([
  ...['SELECT', 'WITH', 'UNION', 'FROM', 'TABLE', 'VALUES', 'INTO', 'EXECUTE', 'CALL', 'WHERE'],
  ...['CASE', 'TRUE', 'FALSE', 'XOR'],
])

function isSignificant({ kind }: SqlToken): boolean {
  return kind !== 'space'
}

function significant(clause: string): SqlToken[] {
  return tokenizeSql(clause).filter(isSignificant)
}

function partsOf(clause: string): { parts: Part[] } | { fault: string } {
  let tokens: SqlToken[]
  try {
    tokens = tokenizeSql(clause)
  } catch (error) {
    if (error instanceof SqlTokenError) return { fault: error.message }
    throw error
  }
  const told = tokens.filter(isSignificant)
  const fault = told.map((token, at) => faultOf(token, told.slice(at + 1))).find((one) => one !== null)
  const wrong = fault ?? bracketFault(told)
  if (wrong !== null && wrong !== undefined) return { fault: wrong }
  return placed(tokens)
}

function placed(tokens: readonly SqlToken[]): { parts: Part[] } | { fault: string } {
  const parts: Part[] = []
  for (let at = 0; at < tokens.length; at += 1) {
    const text = tokens[at]?.text ?? ''
    if (text !== ':') {
      parts.push({ text })
      continue
    }
    const name = tokens[at + 1]?.text ?? ''
    const placeholder = PLACEHOLDERS.find((one) => one === name)
    if (placeholder === undefined) return { fault: `:${name} is not known: there is :groups and :groupNames` }
    const before = tokens.slice(0, at).filter(isSignificant).slice(-2)
    const [after] = tokens.slice(at + 2).filter(isSignificant)
    if (before.map((token) => token.text.toUpperCase()).join(' ') !== 'IN (' || after?.text !== ')') {
      return { fault: `:${placeholder} stands behind IN, alone in its brackets` }
    }
    parts.push({ placeholder })
    at += 1
  }
  if (parts.some((part) => 'placeholder' in part)) return { parts }
  return { fault: 'names neither :groups nor :groupNames, so that it would hold nobody to anything' }
}

const NOT_ALIKE = 'is not read alike everywhere'

function faultOf({ kind, text }: SqlToken, after: readonly SqlToken[]): string | null {
  const shown = text.slice(0, 20)
  if (kind === 'comment') return 'holds a comment'
  if (kind === 'escaped' || kind === 'dollar' || kind === 'parameter') return `${shown} ${NOT_ALIKE}`
  if (NEVER.has(text) || /[\\{}]/.test(text)) return `${shown} ${NOT_ALIKE}`
  const word = kind === 'word' ? text.toUpperCase() : ''
  if (FORBIDDEN.has(word)) return `${shown} has no place in a rule: it is one condition`
  const isTurned = (word === 'NOT' && after[0]?.text.toUpperCase() !== 'NULL') || text === '!'
  return isTurned ? `${shown} turns a condition round, which a rule does not` : null
}

function bracketFault(tokens: readonly SqlToken[]): string | null {
  let open = 0
  for (const { text } of tokens) {
    if (text === '(') open += 1
    if (text === ')') open -= 1
    if (open < 0) break
  }
  return open === 0 ? null : 'its brackets do not match'
}

/**
 * What holds a dataset to what a reader may read. Values that dialects read differently (a backslash is a sign like others in
 * one, and takes the quote behind it away in another), and those that Superset's own templates would take for theirs, are
 * left out: fewer rows are shown, never more. @throws LiteralError for a template that does not hold
 */
export function renderRule(template: RuleTemplate, reach: RowReach): string {
  if (reach.reach === 'none') return NO_ROWS
  if (reach.reach === 'all') return ALL_ROWS
  const parsed = partsOf(template.clause)
  if ('fault' in parsed) throw new LiteralError(`the rule ${template.key}: ${parsed.fault}`)
  const values = {
    groups: literals(reach.groups.map(({ code }) => code)),
    groupNames: literals(reach.groups.map(({ name }) => name)),
  }
  const used = parsed.parts.flatMap((part) => ('placeholder' in part ? [part.placeholder] : []))
  if (used.some((name) => values[name].length === 0)) return NO_ROWS
  return parsed.parts
    .map((part) => ('placeholder' in part ? values[part.placeholder].join(', ') : part.text))
    .join('')
    .trim()
}

function literals(values: readonly (string | null)[]): string[] {
  const told = [...new Set(values)].filter((value) => value !== null && isReadAlike(value)) as string[]
  return told.sort().flatMap((value) => {
    try {
      return [renderLiteral({ type: 'text', value })]
    } catch (error) {
      if (error instanceof LiteralError) return []
      throw error
    }
  })
}

function isReadAlike(value: string): boolean {
  return value !== '' && !/[\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\{[{%#]|[}%#]\}/u.test(value)
}
