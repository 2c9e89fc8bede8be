import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { type Format, formatNumber } from '@/lib/platform/format'
import { attributeLine, type ProductGroupDetail } from '@/lib/products/model'

/** The product groups, what each asks of its products, and how many are in it. */
export function GroupsTable({
  groups,
  mayEdit,
  format,
}: {
  groups: readonly (ProductGroupDetail & { products: number })[]
  mayEdit: boolean
  format: Format
}) {
  return (
    <div className="rounded-md border border-border">
      <Table label="Product groups">
        <Thead>
          <Th>Name</Th>
          <Th>Code</Th>
          <Th>Asks for</Th>
          <Th numeric>Products</Th>
        </Thead>
        <Tbody>
          {groups.map((group) => (
            <Tr key={group.code}>
              <Th scope="row">
                {mayEdit ? (
                  <a className="text-link" href={`/products/groups/${encodeURIComponent(group.code)}/edit`}>
                    {group.name}
                  </a>
                ) : (
                  group.name
                )}
              </Th>
              <Td mono>{group.code}</Td>
              <Td wrap className="min-w-80">
                {group.attributes.length === 0 ? (
                  <span className="text-text-muted">Nothing yet</span>
                ) : (
                  group.attributes.map(attributeLine).join('; ')
                )}
              </Td>
              <Td numeric>
                <a className="text-link" href={`/products?group=${encodeURIComponent(group.code)}`}>
                  {formatNumber(group.products, format)}
                </a>
              </Td>
            </Tr>
          ))}
        </Tbody>
      </Table>
    </div>
  )
}
