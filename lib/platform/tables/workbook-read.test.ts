import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WORKBOOK_1904, workbookOf } from '@/lib/testing/workbook'
import { type Cell, TABLE_LIMITS, type TableLimits } from './model'
import { openWorkbook } from './workbook-read'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-tables-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function read(content: string | Buffer, limits: Partial<TableLimits> = {}) {
  const path = join(folder, 'file')
  writeFileSync(path, content)
  const table = await openWorkbook(path, { ...TABLE_LIMITS, ...limits })
  const rows: Cell[][] = []
  const numbers: number[] = []
  for await (const row of table.rows) {
    rows.push(row.cells)
    numbers.push(row.n)
  }
  return { headers: table.headers, rows, numbers, notes: table.notes.join(' '), format: table.format }
}

const cell = (reference: string, value: string | number, more = '') =>
  `<c r="${reference}"${more}><v>${value}</v></c>`
const rowsOf = (...rows: string[]) =>
  `<sheetData>${rows.map((row, index) => `<row r="${index + 1}">${row}</row>`).join('')}</sheetData>`
const text = (reference: string, value: string) =>
  `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`
const HEAD = text('A1', 'code') + text('B1', 'value')
const STYLES =
  '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/><numFmt numFmtId="165" formatCode="#,##0.00 &quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>'

describe('a workbook', () => {
  it('gives texts shared, inline and rich, numbers, truth values and errors', async () => {
    const shared =
      '<sst><si><t>plain</t></si><si><r><t>ri</t></r><r><rPr><b/></rPr><t>ch</t></r><rPh><t>said</t></rPh></si><si><t>a_x000D_b _x005F_x0041_</t></si></sst>'
    const sheet = rowsOf(
      HEAD,
      cell('A2', 0, ' t="s"') + cell('B2', 1, ' t="s"'),
      cell('A3', 2, ' t="s"') + cell('B3', '1.5E3'),
      cell('A4', 1, ' t="b"') + cell('B4', '#REF!', ' t="e"'),
      cell('B5', '7'),
    )
    const found = await read(await workbookOf(sheet, { 'xl/sharedStrings.xml': shared }))
    expect(found.rows).toEqual([
      ['plain', 'rich'],
      ['a\rb _x0041_', 1500],
      [true, { error: '#REF!' }],
      [null, 7],
    ])
  })

  it('gives a formula’s last value, never the formula, and says so', async () => {
    const sheet = rowsOf(
      HEAD,
      `${text('A2', 'x')}<c r="B2"><f>HYPERLINK("http://evil")</f><v>42</v></c>`,
      `${text('A3', 'y')}<c r="B3" t="str"><f>A1&amp;B1</f><v>both</v></c>`,
      `${text('A4', 'z')}<c r="B4"><f>NOW()</f></c>`,
    )
    const found = await read(await workbookOf(sheet))
    expect(found.rows).toEqual([
      ['x', 42],
      ['y', 'both'],
      ['z', null],
    ])
    expect(found.notes).toContain('3 cells hold formulas: the value last worked out was taken')
  })

  it('reads dates of both epochs, and refuses the day that never was', async () => {
    const dates = rowsOf(
      HEAD,
      text('A2', 'a') + cell('B2', 45_000, ' s="1"'),
      text('A3', 'b') + cell('B3', 45_000.75, ' s="2"'),
      text('A4', 'c') + cell('B4', 1, ' s="1"'),
      text('A5', 'd') + cell('B5', 59, ' s="1"'),
      text('A6', 'e') + cell('B6', 60, ' s="1"'),
      text('A7', 'f') + cell('B7', 61, ' s="1"'),
      text('A8', 'g') + cell('B8', 45_000, ' s="3"'),
    )
    const values = async (more: Record<string, string>) =>
      (await read(await workbookOf(dates, { 'xl/styles.xml': STYLES, ...more }))).rows.map(
        ([, value]) => value,
      )
    expect(await values({})).toEqual([
      '2023-03-15',
      '2023-03-15T18:00:00',
      '1900-01-01',
      '1900-02-28',
      { error: '29 February 1900 is a day that never was' },
      '1900-03-01',
      45_000,
    ])
    expect(await values({ 'xl/workbook.xml': WORKBOOK_1904 })).toEqual([
      '2027-03-16',
      '2027-03-16T18:00:00',
      '1904-01-02',
      '1904-02-29',
      '1904-03-01',
      '1904-03-02',
      45_000,
    ])
  })

  it('is read from its first sheet that shows', async () => {
    const workbook =
      '<workbook xmlns:r="o"><sheets><sheet name="Hidden" state="hidden" r:id="rId2"/><sheet name="Shown" r:id="rId1"/></sheets></workbook>'
    const found = await read(
      await workbookOf(rowsOf(HEAD, text('A2', 'x')), {
        'xl/workbook.xml': workbook,
        'xl/worksheets/sheet2.xml': '<worksheet/>',
      }),
    )
    expect(found.notes).toContain('“Shown”')
    expect(found.notes).toContain('other sheets (1)')
  })

  it('may have empty styled cells to its right end', async () => {
    const found = await read(await workbookOf(rowsOf(HEAD, `${text('A2', 'x')}<c r="XFD2" s="1"/>`)))
    expect(found.rows).toEqual([['x', null]])
  })
})

describe('a hostile workbook', () => {
  const refused = async (content: Promise<Buffer>, words: RegExp) => {
    await expect(read(await content)).rejects.toThrow(words)
  }
  const doctype = (definition: string) =>
    `<?xml version="1.0"?><!DOCTYPE worksheet ${definition}><worksheet/>`

  it.each([
    [
      'merged cells',
      `${rowsOf(HEAD, text('A2', 'x'))}<mergeCells><mergeCell ref="A2:A9"/></mergeCells>`,
      /merged cells \(A2:A9\)/,
    ],
    ['10,000 columns', rowsOf(HEAD, text('NTP2', 'x')), /more than 200 columns/],
    ['tags without end', '<a>'.repeat(100_000), /no XML/],
    [
      'attributes without end',
      `<a ${Array.from({ length: 1_000 }, (_, n) => `b${n}="1"`).join(' ')}/>`,
      /no XML/,
    ],
    ['an attribute without end', `<a b="${'x'.repeat(500_000)}"/>`, /no XML/],
    ['a text that is not there', rowsOf(HEAD, cell('A2', 5, ' t="s"')), /does not have/],
    ['an entity of its own', rowsOf(HEAD, text('A2', '&xxe;')), /no XML/],
  ])('with %s is refused in words', async (_name, sheet, words) => {
    await refused(workbookOf(sheet), words)
  })

  it.each([
    ['outside', '[<!ENTITY xxe SYSTEM "file:///etc/passwd">]'],
    ['that multiply', `[${'<!ENTITY a "aaaaaaaa">'.repeat(10)}]`],
    ['elsewhere', 'SYSTEM "http://127.0.0.1:1/x.dtd"'],
  ])('with a document type and entities %s is refused, in any part', async (_name, definition) => {
    for (const part of [
      'xl/worksheets/sheet1.xml',
      'xl/workbook.xml',
      'xl/sharedStrings.xml',
      'xl/styles.xml',
      '_rels/.rels',
    ]) {
      await refused(workbookOf('', { [part]: doctype(definition) }), /document type of its own/)
    }
  })

  const row = (n: string, content: string) => `<row r="${n}">${content}</row>`
  it.each([
    ['twice the same', '2'],
    ['in another order', '1'],
    ['far beyond any sheet', '99999999999'],
    ['broken', '2.5'],
    ['no numbers', 'x'],
    ['negative', '-3'],
  ])('whose row numbers are %s is refused in words', async (_name, n) => {
    const sheet = `<sheetData>${row('1', HEAD)}${row('2', text('A2', 'x'))}${row(n, text('A3', 'y'))}</sheetData>`
    await refused(workbookOf(sheet), /not numbered in order|beyond row/)
  })

  it.each(['../../../evil.xml', '/etc/evil', 'C:/evil.xml', 'xl\\..\\evil', 'XL/workbook.xml'])(
    'with a part called %s is refused',
    async (name) => {
      // No writer of zips gives such a name: it takes the place of another of its length.
      const honest = 'x'.repeat(name.length)
      const file = await workbookOf(rowsOf(HEAD), { [honest]: '<x/>' })
      for (let at = file.indexOf(honest); at >= 0; at = file.indexOf(honest)) file.write(name, at)
      await refused(Promise.resolve(file), /damaged/)
    },
  )

  it('whose relations lead out of it, to a file or to another machine, has no sheet', async () => {
    const relation = (attributes: string) =>
      `<Relationships><Relationship Id="rId1" Type="http://x/worksheet" ${attributes}/></Relationships>`
    for (const attributes of [
      'Target="../../../../etc/passwd"',
      'Target="/etc/passwd"',
      'Target="file:///etc/passwd"',
      'Target="http://127.0.0.1:1/sheet.xml" TargetMode="External"',
    ]) {
      await refused(
        workbookOf(rowsOf(HEAD), { 'xl/_rels/workbook.xml.rels': relation(attributes) }),
        /no sheet that shows/,
      )
    }
  })

  it('that links to other workbooks gives what it last knew of them, and asks nobody', async () => {
    const linked = `<c r="A2"><f>[1]Sheet1!A1</f><v>7</v></c><c r="B2" t="str"><f>WEBSERVICE("http://127.0.0.1:1/")</f><v>x</v></c>`
    const link = '<externalLink><externalBook r:id="rId1"/></externalLink>'
    const found = await read(
      await workbookOf(rowsOf(HEAD, linked), { 'xl/externalLinks/externalLink1.xml': link }),
    )
    expect(found.rows).toEqual([[7, 'x']])
    expect(found.notes).toContain('2 cells hold formulas')
  })

  it.each([
    ['sheets', 'xl/workbook.xml', 'workbook', '<sheet name="a"/>'],
    ['relations', '_rels/.rels', 'Relationships', '<Relationship Id="#"/>'],
    ['formats', 'xl/styles.xml', 'styleSheet', '<numFmt numFmtId="#"/>'],
  ])('of %s without end is refused in bounded memory', async (_name, part, root, each) => {
    const many = Array.from({ length: 30_000 }, (_, n) => each.replace('#', String(n))).join('')
    await refused(
      workbookOf(rowsOf(HEAD), { [part]: `<${root}>${many}</${root}>` }),
      /more sheets, styles or parts/,
    )
    const long = `<${root}>${' '.repeat(40 * 2 ** 20)}</${root}>`
    await refused(workbookOf(rowsOf(HEAD), { [part]: long }), /grows to more than can be read/)
  })

  it('whose cells are longer than any cell is refused before a row of them is whole', async () => {
    const cells = Array.from(
      { length: 200 },
      () => `<c t="inlineStr"><is><t>${'x'.repeat(310_000)}</t></is></c>`,
    )
    const before = process.memoryUsage().rss
    await refused(workbookOf(rowsOf(cells.join(''))), /more text than a cell may/)
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20)
  })

  it('that is a zip bomb is refused while it is unpacked, in bounded memory', async () => {
    const bomb = await workbookOf(`<sheetData>${' '.repeat(96 * 2 ** 20)}</sheetData>`)
    expect(bomb.length).toBeLessThan(2 ** 18)
    const before = process.memoryUsage().rss
    await expect(read(bomb)).rejects.toThrow(/grows to more than can be read/)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 2 ** 20)
  })

  it('that claims a gigabyte is refused before it is unpacked; one that claims too little, where it goes on', async () => {
    const claim = async (bytes: number) => {
      const file = await workbookOf(rowsOf(HEAD, text('A2', 'x'.repeat(500))))
      const directory = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
      file.writeUInt32LE(bytes, directory + 24)
      return file
    }
    await refused(claim(2 ** 30), /grows to more than can be read/)
    await refused(claim(20), /damaged/)
  })

  it('whose shared texts are too many, or that is cut off, is refused', async () => {
    const shared = `<sst>${'<si><t>word</t></si>'.repeat(1_000)}</sst>`
    const many = await workbookOf(rowsOf(HEAD), { 'xl/sharedStrings.xml': shared })
    await expect(read(many, { sharedText: 1_000 })).rejects.toThrow(/more text than can be read/)
    await refused(
      workbookOf(rowsOf(HEAD)).then((file) => file.subarray(0, -30)),
      /damaged/,
    )
    await refused(workbookOf('', { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData>' }), /no XML/)
  })
})
