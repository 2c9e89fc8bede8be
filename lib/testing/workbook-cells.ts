import { text } from 'node:stream/consumers'
import { fromBuffer } from 'yauzl'

const SHEET = 'xl/worksheets/sheet1.xml'

/** The first sheet of a workbook, unpacked with nothing of the house. */
export async function sheetXml(content: Buffer): Promise<string> {
  return await new Promise<string>((resolve, reject) => {
    fromBuffer(content, { lazyEntries: true }, (fault, zip) => {
      if (fault !== null) return reject(fault)
      zip.on('entry', (entry) => {
        if (entry.fileName !== SHEET) return zip.readEntry()
        zip.openReadStream(entry, (failed, stream) =>
          failed === null ? resolve(text(stream)) : reject(failed),
        )
      })
      zip.readEntry()
    })
  })
}

/** A text as a spreadsheet shows it. */
export function unescaped(xml: string): string {
  return xml
    .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}
