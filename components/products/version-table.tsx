import { Badge } from '@/components/ui/badge'
import { FieldText } from '@/components/ui/conflict-table'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { attributeId, attributeWords } from '@/lib/products/attributes'
import { LINK_TYPE_LABELS, type ProductDraft, STATUS_LABELS } from '@/lib/products/model'

export type NamedDraft = { draft: ProductDraft; ownerName: string | null }

/** A version beside the present one, field by field; what differs is marked. */
export function VersionTable({ then, now, version }: { then: NamedDraft; now: NamedDraft; version: number }) {
  const [old, present] = [toLines(then), toLines(now)]
  const labels = new Map([...present, ...old].map(({ field, label }) => [field, label]))
  const textOf = (lines: readonly Line[], field: string) =>
    lines.find((line) => line.field === field)?.text ?? ''
  return (
    <div className="rounded-md border border-border">
      <Table label={`Version ${version} and now`}>
        <Thead>
          <Th>Field</Th>
          <Th>Version {version}</Th>
          <Th>Now</Th>
        </Thead>
        <Tbody>
          {[...labels].map(([field, label]) => {
            const [before, after] = [textOf(old, field), textOf(present, field)]
            return (
              <Tr key={field}>
                <Th scope="row">
                  {label} {before === after ? null : <Badge tone="accent">Differs</Badge>}
                </Th>
                <Td wrap>
                  <FieldText text={before} />
                </Td>
                <Td wrap>
                  <FieldText text={after} />
                </Td>
              </Tr>
            )
          })}
        </Tbody>
      </Table>
    </div>
  )
}

type Line = { field: string; label: string; text: string }

function toLines({ draft, ownerName }: NamedDraft): Line[] {
  const links = draft.links.map(({ type, label, url }) => `${LINK_TYPE_LABELS[type]}: ${label} (${url})`)
  return [
    { field: 'code', label: 'Code', text: draft.code },
    { field: 'name', label: 'Name', text: draft.name },
    { field: 'description', label: 'Description', text: draft.description },
    { field: 'group', label: 'Group', text: draft.groupCode ?? '' },
    { field: 'status', label: 'Status', text: STATUS_LABELS[draft.status] },
    {
      field: 'owner',
      label: 'Owner',
      text: ownerName ?? (draft.ownerId === null ? '' : 'Somebody who is gone'),
    },
    { field: 'tags', label: 'Tags', text: draft.tags.join(', ') },
    ...draft.attributes.map((one) => ({
      field: `attribute ${attributeId(one)}`,
      label: one.label,
      text: attributeWords(one),
    })),
    { field: 'links', label: 'Links', text: links.join('\n') },
  ]
}
