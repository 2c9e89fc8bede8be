import { describe, expect, it } from 'vitest'
import { toStdout, toWords } from './output'

describe('what a command prints', () => {
  it('is one JSON document with --json, dates and bigints as strings', () => {
    const data = { at: new Date(0), position: 12n }
    expect(JSON.parse(toStdout({ data, table: { columns: ['x'], rows: [] } }, true))).toEqual({
      at: '1970-01-01T00:00:00.000Z',
      position: '12',
    })
  })

  it('is a table for people, figures to the right', () => {
    const table = {
      columns: ['name', 'count'],
      rows: [
        ['Chai', 9],
        ['Chang', 1200],
      ],
    }
    expect(toStdout({ data: [], table }, false)).toBe('name   count\nChai       9\nChang   1200\n')
  })

  it('keeps control characters and line breaks of others away from the terminal', () => {
    const table = { columns: ['name'], rows: [['a\u001b[31mred\nb']] }
    expect(toStdout({ data: [], table }, false)).toBe('name\na[31mred b\n')
  })

  it('keeps what steers a terminal out of names, words and JSON, which reads the same', () => {
    const name = 'a\u009b31m\u202eb\u001b]0;x\u0007\u007f'
    const stdout = [
      toStdout({ data: null, table: { columns: [name], rows: [[name]] } }, false),
      toStdout({ data: { name } }, true),
      toWords(`${name}\n`),
    ]
    for (const text of stdout) expect(text).not.toMatch(/[^\n\x20-\x7e]/)
    expect(JSON.parse(stdout[1] ?? '')).toEqual({ name })
  })

  it('leaves a table without rows to the words, where there are some', () => {
    const table = { columns: ['fault'], rows: [] }
    expect(toStdout({ data: [], table, words: 'All well.' }, false)).toBe('')
    expect(toStdout({ data: [], table }, false)).toBe('fault\n')
  })

  it('prints nothing for a command that has only words', () => {
    expect(toStdout({ data: null, words: 'Done.' }, false)).toBe('')
  })
})
