import { Table, Tbody, Td, Th, Thead, Tr } from './table'

/** What a form holds of one field, in words; `field` is the id of its first control. */
export type FormLine = { field: string; label: string; text: string }

/** What is saved now beside what was typed, field by field; the form below still holds what was typed. */
export function ConflictTable({
  present,
  typed,
  discardHref,
  takesOver = false,
}: {
  present: readonly FormLine[]
  typed: readonly FormLine[]
  discardHref: string
  /** Fields that nobody touched here hold what others saved. */
  takesOver?: boolean
}) {
  const fields = new Map([...present, ...typed].map(({ field, label }) => [field, label]))
  const textOf = (lines: readonly FormLine[], field: string) =>
    lines.find((line) => line.field === field)?.text ?? ''
  const differing = [...fields].filter(([field]) => textOf(present, field) !== textOf(typed, field))
  return (
    <div className="grid gap-2">
      <div className="rounded-md border border-border">
        <Table label="Saved now and yours">
          <Thead>
            <Th>Field</Th>
            <Th>Saved now</Th>
            <Th>Yours</Th>
          </Thead>
          <Tbody>
            {differing.length === 0 ? (
              <Tr>
                <Td>What is saved now is the same as yours.</Td>
                <Td />
                <Td />
              </Tr>
            ) : (
              differing.map(([field, label]) => (
                <Tr key={field}>
                  <Th scope="row">
                    <a className="text-link" href={`#${field}`}>
                      {label}
                    </a>
                  </Th>
                  <Td wrap>
                    <FieldText text={textOf(present, field)} />
                  </Td>
                  <Td wrap>
                    <FieldText text={textOf(typed, field)} />
                  </Td>
                </Tr>
              ))
            )}
          </Tbody>
        </Table>
      </div>
      <p className="text-sm text-text-muted">
        {takesOver ? 'What others changed and you did not touch stands in the fields below already. ' : null}
        Change the fields below as you see fit and save: yours then replaces what is saved now. Or{' '}
        <a className="text-link" href={discardHref}>
          discard yours
        </a>
        .
      </p>
    </div>
  )
}

export function FieldText({ text }: { text: string }) {
  return text === '' ? (
    <span className="text-text-muted">None</span>
  ) : (
    <span className="whitespace-pre-line">{text}</span>
  )
}
