import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { type ProductGroupRef, type ProductStatus, STATUS_LABELS } from '@/lib/products/model'
import type { ProductFormValues } from './form-values'

const LABELS: Record<keyof ProductFormValues, string> = {
  name: 'Name',
  description: 'Description',
  groupCode: 'Group',
  status: 'Status',
  tags: 'Tags',
}

/** What is saved now beside what was typed, field by field; the form below still holds what was typed. */
export function ConflictTable({
  present,
  typed,
  groups,
  discardHref,
}: {
  present: ProductFormValues
  typed: ProductFormValues
  groups: readonly ProductGroupRef[]
  discardHref: string
}) {
  const fields = (Object.keys(LABELS) as (keyof ProductFormValues)[]).filter(
    (field) => present[field] !== typed[field],
  )
  const words = (field: keyof ProductFormValues, value: string) => {
    if (value === '') return <span className="text-text-muted">None</span>
    if (field === 'status') return STATUS_LABELS[value as ProductStatus] ?? value
    if (field === 'groupCode') return groups.find(({ code }) => code === value)?.name ?? value
    return value
  }
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
            {fields.length === 0 ? (
              <Tr>
                <Td>What is saved now is the same as yours.</Td>
                <Td />
                <Td />
              </Tr>
            ) : (
              fields.map((field) => (
                <Tr key={field}>
                  <Th scope="row">{LABELS[field]}</Th>
                  <Td wrap>{words(field, present[field])}</Td>
                  <Td wrap>{words(field, typed[field])}</Td>
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
