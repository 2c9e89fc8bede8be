import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { zipOf } from '@/lib/testing/workbook'
import { type Cell, TABLE_LIMITS, type TableLimits } from './model'
import { openTable } from './read'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-tables-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function read(content: string | Buffer, limits: Partial<TableLimits> = {}) {
  const path = join(folder, 'file')
  writeFileSync(path, content)
  const table = await openTable(path, { ...TABLE_LIMITS, ...limits })
  const rows: Cell[][] = []
  const numbers: number[] = []
  for await (const row of table.rows) {
    rows.push(row.cells)
    numbers.push(row.n)
  }
  return { headers: table.headers, rows, numbers, notes: table.notes.join(' '), format: table.format }
}

const TEXT = 'code;name\r\nA-1;Rössle Sauerkraut – 5 €\r\n'
const READ = { headers: ['code', 'name'], rows: [['A-1', 'Rössle Sauerkraut – 5 €']] }

function utf16(text: string, bigEndian: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf16le')
  return bigEndian ? bytes.swap16() : bytes
}

describe('a text file', () => {
  it.each([
    ['UTF-8 without a mark', Buffer.from(TEXT), 'UTF-8'],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`), 'UTF-8'],
    ['UTF-16 LE with a mark', utf16(`\uFEFF${TEXT}`, false), 'UTF-16 LE'],
    ['UTF-16 LE without a mark', utf16(TEXT, false), 'UTF-16 LE'],
    ['UTF-16 BE with a mark', utf16(`\uFEFF${TEXT}`, true), 'UTF-16 BE'],
    ['UTF-16 BE without a mark', utf16(TEXT, true), 'UTF-16 BE'],
    ['Windows-1252', Buffer.from(TEXT.replace('€', '\x80').replace('–', '\x96'), 'latin1'), 'Windows-1252'],
  ])('in %s is read', async (_name, content, words) => {
    const found = await read(content)
    expect(found).toMatchObject(READ)
    expect(found.notes).toContain(`Read as ${words}`)
  })

  it.each([
    ['commas', ','],
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('with %s is read, quoted separators, quotes and line ends included', async (words, separator) => {
    const line = (...fields: string[]) => fields.map((one) => `"${one}"`).join(separator)
    const found = await read(`${line('a', 'b,;\t')}\n${line('1\r\n2\n3', 'he said ""no""')}\n`)
    expect(found.rows).toEqual([['1\r\n2\n3', 'he said "no"']])
    expect(found.headers).toEqual(['a', 'b,;'])
    expect(found.notes).toContain(words)
  })

  it('may say its separator in its first line, as Excel does', async () => {
    expect(await read('sep=;\r\na;b\r\n1,5;2\r\n')).toMatchObject({
      headers: ['a', 'b'],
      rows: [['1,5', '2']],
    })
  })

  it('counts rows as a spreadsheet does, passes over blank ones, and fills up short ones', async () => {
    expect(await read('\na,b\n\n1\n,\n3,4')).toMatchObject({
      rows: [
        ['1', null],
        ['3', '4'],
      ],
      numbers: [4, 6],
    })
  })

  it('loses exactly one apostrophe before what would be a formula', async () => {
    const found = await read("a\n'=1+1\n''-x\n'quoted'\n-5\n")
    expect(found.rows.flat()).toEqual(['=1+1', "'-x", "'quoted'", '-5'])
  })

  it.each([
    ['a quotation mark that is not closed', 'a,b\n"1,2\n3,4\n', /never closed/],
    ['text after a quotation mark', 'a,b\n"1"x,2\n', /^Row 2 has text after/],
    ['more fields than the header', 'a,b\n1,2,3\n', /^Row 2 has more fields/],
    ['nothing in it', '', /empty/],
    ['line ends only', '\n\n', /empty/],
    ['10,000 columns', `${'x,'.repeat(10_000)}x\n`, /more than 200 columns/],
    ['bytes that are no text', Buffer.from([65, 0, 0, 66, 0, 0, 0, 9, 10]), /no text file/],
    ['a cell without end', `a,b\n"${'x'.repeat(1_100_000)}",2\n`, /quotation mark is probably not closed/],
  ])('with %s is refused in words', async (_name, content, words) => {
    await expect(read(content)).rejects.toThrow(words)
  })

  it.each([
    ['of separators, before the header', '', ','],
    ['of separators, below it', 'a,b\n1,2\n', ','],
    ['of letters', 'a,b\n1,2\n', 'x'],
    ['of tabs', 'a\tb\n1\t2\n', '\t'],
  ])('whose one line of 60 MB is %s is refused at once, in bounded memory', async (_name, start, letter) => {
    const content = Buffer.concat([Buffer.from(start), Buffer.alloc(60 * 2 ** 20, letter)])
    const before = process.memoryUsage().rss
    await expect(read(content)).rejects.toThrow(/longer than a row may be|more text than a row may/)
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 2 ** 20)
  })

  it('that goes on and on with blank rows is refused', async () => {
    const blank = '\n'.repeat(1_200)
    await expect(read(`a,b\n1,2${blank}`, { lastRow: 1_000 })).rejects.toThrow(/beyond row 1,000/)
    await expect(read(blank, { lastRow: 1_000 })).rejects.toThrow(/beyond row 1,000/)
    await expect(read(`a,b\n1,2${blank}`, { lastRow: 1_300 })).resolves.toMatchObject({ rows: [['1', '2']] })
  })

  it('of more rows than allowed is refused', async () => {
    await expect(read(`a\n${'1\n'.repeat(11)}`, { rows: 10 })).rejects.toThrow(/more than 10 rows/)
  })
})

describe('a file that is no table, whatever its name says', () => {
  it.each([
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old kind \(\.xls\)/],
    ['a PDF', Buffer.from('%PDF-1.7\n'), /PDF/],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), /no table/],
    ['a gzip', Buffer.from('1f8b0800', 'hex'), /no table/],
  ])('is refused: %s', async (_name, content, words) => {
    await expect(read(content)).rejects.toThrow(words)
  })

  it('is refused: a zip of other things', async () => {
    await expect(read(await zipOf({ 'word/document.xml': '<w/>' }))).rejects.toThrow(/no Excel workbook/)
  })
})

describe('a JSON file', () => {
  it('is a list of flat objects', async () => {
    expect(await read('[{"a": "x}]\\"{", "b": 1},\n {"b": null}, {"a": true}]')).toMatchObject({
      headers: ['a', 'b'],
      rows: [
        ['x}]"{', 1],
        [true, null],
      ],
      numbers: [2, 4],
    })
  })

  it.each([
    ['[{"a": {"b": 1}}]', /holds a list or an object/],
    ['[{"a": 1}', /does not end/],
    ['[{"a": 1}] tail', /one list/],
    ['[{"a": 1}, 5]', /one list/],
    ['[{"a": 1,}]', /no JSON/],
    ['[{"a": 1}, {"b": 1}]', /field “b”/],
    ['[]', /empty/],
    [`[{"a": "${'x'.repeat(1_200_000)}`, /too long/],
  ])('is refused in words when it is another: %s', async (content, words) => {
    await expect(read(content)).rejects.toThrow(words)
  })
})
