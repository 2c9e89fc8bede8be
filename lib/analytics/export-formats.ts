export const EXPORT_FORMATS = ['csv', 'xlsx', 'parquet', 'arrow', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** How a format is called, what is said of it, and how it is sent. */
export const EXPORTS: Record<ExportFormat, { label: string; what: string; type: string }> = {
  csv: {
    label: 'CSV',
    what: 'for spreadsheets and any program',
    type: 'text/csv; charset=utf-8; header=present',
  },
  xlsx: {
    label: 'Excel',
    what: 'a workbook, figures as numbers',
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  parquet: {
    label: 'Parquet',
    what: 'compressed, with types',
    type: 'application/vnd.apache.parquet',
  },
  arrow: { label: 'Arrow', what: 'for notebooks, with types', type: 'application/vnd.apache.arrow.file' },
  json: { label: 'JSON', what: 'a list of objects', type: 'application/json; charset=utf-8' },
}
