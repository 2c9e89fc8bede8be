import { buffer } from 'node:stream/consumers'
import { ZipFile } from 'yazl'

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'

const PARTS = {
  '_rels/.rels': `<Relationships ${RELATIONS}><Relationship Id="a" Type="${OFFICE}/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
  'xl/_rels/workbook.xml.rels': `<Relationships ${RELATIONS}><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook ${MAIN} xmlns:r="${OFFICE}"><sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
}

/** A zip of parts by path; `undefined` leaves one of the usual parts out. */
export async function zipOf(parts: Record<string, string | Buffer | undefined>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [path, content] of Object.entries(parts)) {
    if (content !== undefined) zip.addBuffer(Buffer.from(content), path)
  }
  zip.end()
  return await buffer(zip.outputStream)
}

/** A workbook as Excel might write one, around what stands in its sheet; other parts replace the usual ones. */
export async function workbookOf(
  sheet: string,
  more: Record<string, string | Buffer | undefined> = {},
): Promise<Buffer> {
  return await zipOf({
    ...PARTS,
    'xl/worksheets/sheet1.xml': `<worksheet ${MAIN}>${sheet}</worksheet>`,
    ...more,
  })
}

/** Workbook properties that count days from 1904. */
export const WORKBOOK_1904 = PARTS['xl/workbook.xml'].replace(
  '<sheets>',
  '<workbookPr date1904="1"/><sheets>',
)
