import { describe, expect, it } from 'vitest'
import { splitMessage } from './error-place'

const shown = (line: number, text: string, at: number) => {
  const prefix = `LINE ${line}: `
  return `${prefix}${text}\n${' '.repeat(prefix.length + at)}^`
}

describe('the place that the engine points at', () => {
  it('is the line and the column of the statement', () => {
    const sql = 'SELECT\n  1,\n  nope FROM range(3)'
    const message = `Binder Error: nope not found\nCandidate bindings: "range"\n\n${shown(3, '  nope FROM range(3)', 2)}`
    expect(splitMessage(message, sql)).toEqual({
      words: 'Binder Error: nope not found\nCandidate bindings: "range"',
      place: { line: 3, column: 3 },
    })
  })

  it('is found in a long line of which only a part is shown', () => {
    const sql = `SELECT ${'abcdefgh, '.repeat(20)}nope FROM t`
    const column = sql.indexOf('nope')
    const message = `Binder Error: x\n\n${shown(1, `...${sql.slice(column - 20, column + 8)}...`, 23)}`
    expect(splitMessage(message, sql).place).toEqual({ line: 1, column: column + 1 })
  })

  it('is none where the engine shows none', () => {
    expect(splitMessage('Out of Memory Error: x\n', 'SELECT 1')).toEqual({
      words: 'Out of Memory Error: x',
      place: null,
    })
  })

  it('is none for a line that the statement does not have', () => {
    expect(splitMessage(`Parser Error: x\n\n${shown(9, 'x', 0)}`, 'SELECT 1').place).toBeNull()
  })
})
