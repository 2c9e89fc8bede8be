import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Field, fieldAria } from '@/components/ui/field'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { IMPORT_FILE_PATH, MAX_IMPORT_BYTES } from '@/lib/products/import-model'

const HINT = `CSV, XLSX or JSON, at most ${MAX_IMPORT_BYTES / 2 ** 20} MB and 100,000 rows. The first row names the columns.`

/** Sends the file by a form of the browser's own: it streams to the portal, with and without script. */
export function ImportUpload() {
  return (
    <Card label="Choose a file">
      <CardHeader title="Choose a file" />
      <CardBody>
        <form action={IMPORT_FILE_PATH} method="post" encType="multipart/form-data" className="grid gap-4">
          <Field id="file" label="Table of products" hint={HINT}>
            <Input
              type="file"
              id="file"
              name="file"
              required
              accept=".csv,.tsv,.txt,.xlsx,.json,text/csv,application/json,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              className="h-auto py-1 max-sm:h-auto max-sm:py-2.5"
              {...fieldAria('file', HINT)}
            />
          </Field>
          <div>
            <Button type="submit" variant="primary">
              <Icon name="arrow-up" size={14} />
              Send file
            </Button>
          </div>
        </form>
        <div className="mt-5 grid gap-1 text-sm text-text-muted">
          <p>
            A column for the code is needed: it tells which product a row is. Other columns may be left out.
          </p>
          <p>
            An export has the right columns. Start from{' '}
            <a className="text-link" href="/products/export.xlsx" download>
              all products as XLSX
            </a>{' '}
            or{' '}
            <a className="text-link" href="/products/export.csv" download>
              as CSV
            </a>
            .
          </p>
        </div>
      </CardBody>
    </Card>
  )
}
