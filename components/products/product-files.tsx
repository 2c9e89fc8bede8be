import { ActionButton } from '@/components/ui/action-button'
import { Button } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { type Format, formatNumber } from '@/lib/platform/format'
import { removeFileAction } from '@/lib/products/actions/keeping'
import { FILE_PROBLEMS, isFileProblem } from '@/lib/products/file-types'
import type { ProductFile } from '@/lib/products/model'

const TAKEN = '.jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp,.txt,.csv,.md'

/** Pictures and files of a product, and for who may edit it the way to add and remove them. */
export function ProductFiles({
  files,
  code,
  mayEdit,
  problem,
  format,
}: {
  files: readonly ProductFile[]
  code: string
  mayEdit: boolean
  /** Why the last file was not taken, as the address says. */
  problem: unknown
  format: Format
}) {
  if (files.length === 0 && !mayEdit) return null
  const words = isFileProblem(problem) ? FILE_PROBLEMS[problem] : undefined
  const address = `/products/${encodeURIComponent(code)}/files`
  const pictures = files.filter(({ isPicture }) => isPicture)
  const others = files.filter(({ isPicture }) => !isPicture)
  return (
    <Card label="Files" className={files.length === 0 ? 'print-hidden' : undefined}>
      <div id="files" />
      <CardHeader title="Files" />
      <CardBody className="grid gap-3">
        {pictures.length === 0 ? null : (
          <ul className="flex flex-wrap gap-3">
            {pictures.map((file) => (
              <li key={file.id} className="grid w-36 content-start gap-1">
                <a href={`${address}/${file.id}`} target="_blank" rel="noreferrer">
                  {/* biome-ignore lint/performance/noImgElement: the portal shrinks no pictures at request */}
                  <img
                    src={`${address}/${file.id}?size=small`}
                    alt={file.name}
                    className="h-28 w-36 rounded-md border border-border object-contain"
                  />
                </a>
                <p className="text-sm break-words" aria-hidden="true">
                  {file.name}
                </p>
                <FileWords file={file} code={code} mayEdit={mayEdit} format={format} />
              </li>
            ))}
          </ul>
        )}
        {others.length === 0 ? null : (
          <ul className="grid gap-2">
            {others.map((file) => (
              <li key={file.id} className="flex flex-wrap items-center gap-2">
                <Icon name="file-text" size={14} className="text-text-muted" />
                <a className="text-link break-words" href={`${address}/${file.id}`} download>
                  {file.name}
                </a>
                <FileWords file={file} code={code} mayEdit={mayEdit} format={format} />
              </li>
            ))}
          </ul>
        )}
        {mayEdit ? <AddFile address={address} words={words} /> : null}
      </CardBody>
    </Card>
  )
}

function FileWords({
  file,
  code,
  mayEdit,
  format,
}: {
  file: ProductFile
  code: string
  mayEdit: boolean
  format: Format
}) {
  return (
    <span className="flex flex-wrap items-center justify-between gap-1 text-sm text-text-muted">
      {`${formatNumber(Math.ceil(file.size / 1024), format)} kB`}
      {mayEdit ? (
        <span className="print-hidden">
          <ActionButton
            action={removeFileAction}
            fields={{ code, id: file.id }}
            label="Remove"
            description={`Remove ${file.name}`}
            variant="ghost"
          />
        </span>
      ) : null}
    </span>
  )
}

function AddFile({ address, words }: { address: string; words: string | undefined }) {
  return (
    <form action={address} method="post" encType="multipart/form-data" className="print-hidden grid gap-2">
      {words === undefined ? null : (
        <div role="alert">
          <Callout tone="danger" title={words} />
        </div>
      )}
      <label htmlFor="new-file" className="font-medium">
        Add a picture or file
      </label>
      <div className="flex flex-wrap items-center gap-2">
        <Input
          id="new-file"
          name="file"
          type="file"
          required
          accept={TAKEN}
          aria-describedby="new-file-hint"
          className="h-auto py-1 max-sm:h-auto max-sm:py-2.5 sm:max-w-sm"
        />
        <Button type="submit">Add file</Button>
      </div>
      <p id="new-file-hint" className="text-sm text-text-muted">
        Pictures, PDF, office documents and text, at most 20 MB. What a camera wrote into a picture is taken
        out.
      </p>
    </form>
  )
}
