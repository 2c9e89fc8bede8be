import { describe, expect, it } from 'vitest'
import { parseDottedPath } from './dotted-path'

describe('a path with dots', () => {
  it.each<[string, string[] | null]>([
    ['Vines', ['Vines']],
    ['Sales.Northwind', ['Sales', 'Northwind']],
    ['My Space.orders', ['My Space', 'orders']],
    ['"a.b".c', ['a.b', 'c']],
    ['"say ""hi"""', ['say "hi"']],
    ['', null],
    ['.a', null],
    ['a.', null],
    ['a..b', null],
    ['"a', null],
    ['a"b"', null],
    ['""', null],
  ])('%s is %o', (text, parts) => {
    expect(parseDottedPath(text)).toEqual(parts)
  })
})
