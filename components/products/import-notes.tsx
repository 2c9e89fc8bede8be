import { type Format, formatNumber } from '@/lib/platform/format'
import type { ProductImport } from '@/lib/products/import-model'

/** How the file was read, and what of it was left out. */
export function ImportNotes({ found, format }: { found: ProductImport; format: Format }) {
  if (found.rowCount === 0) return null
  const rows = `${formatNumber(found.rowCount, format)} ${found.rowCount === 1 ? 'row' : 'rows'}.`
  return <p className="max-w-[72ch] text-text-muted">{[rows, ...found.notes].join(' ')}</p>
}
