import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'

export type ConflictField = { label: string; present: string; typed: string }

/** What is saved now beside what was typed, field by field; the form below still holds what was typed. */
export function ConflictTable({
  fields,
  discardHref,
}: {
  fields: readonly ConflictField[]
  discardHref: string
}) {
  const differing = fields.filter(({ present, typed }) => present !== typed)
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
              differing.map(({ label, present, typed }) => (
                <Tr key={label}>
                  <Th scope="row">{label}</Th>
                  <Td wrap>{shown(present)}</Td>
                  <Td wrap>{shown(typed)}</Td>
                </Tr>
              ))
            )}
          </Tbody>
        </Table>
      </div>
      <p className="text-sm text-text-muted">
        Change the fields below as you see fit and save: yours then replaces what is saved now. Or{' '}
        <a className="text-link" href={discardHref}>
          discard yours
        </a>
        .
      </p>
    </div>
  )
}

function shown(text: string) {
  return text === '' ? (
    <span className="text-text-muted">None</span>
  ) : (
    <span className="whitespace-pre-line">{text}</span>
  )
}
