import { Icon } from '@/components/ui/icon'
import { Table, Tbody, Td, Th, Thead, Tr } from '@/components/ui/table'
import { RelativeTime } from '@/components/ui/time'
import type { HolderKind, ListedLink, Place } from '@/lib/links/model'
import { reasonWords } from '@/lib/links/reason-words'
import type { Format } from '@/lib/platform/format'
import { LinkStateBadge } from './link-state'

const KIND_WORDS: Readonly<Record<HolderKind, string>> = {
  product: 'Product',
  segment: 'Process segment',
  kbSpace: 'Space of the knowledge base',
  kbDatabase: 'Database of the knowledge base',
}

const PLACE_WORDS: Readonly<Record<Place, string>> = {
  link: 'its links',
  description: 'its description',
  page: 'its page in the workspace',
}

type Props = { links: readonly ListedLink[]; label: string; now: Date; format: Format }

/** Where each link stands, and how it does. */
export function LinkTable({ links, label, now, format }: Props) {
  return (
    <Table label={label} stickyHeader>
      <Thead>
        <Th>Stands in</Th>
        <Th>State</Th>
        <Th>Link</Th>
        <Th>Since</Th>
        <Th>Last worked</Th>
        <Th>Last checked</Th>
      </Thead>
      <Tbody>
        {links.map((link) => (
          <Tr key={`${link.holder.href} ${link.place} ${link.url} ${link.label}`}>
            <Td wrap className="min-w-40">
              <a className="text-link inline-flex min-h-6 items-center" href={link.holder.href}>
                <bdi>{link.holder.title}</bdi>
              </a>
              <span className="block text-sm text-text-muted">
                {KIND_WORDS[link.holder.kind]}
                {link.holder.code === null ? null : <span className="font-mono"> {link.holder.code}</span>},{' '}
                {PLACE_WORDS[link.place]}
              </span>
            </Td>
            <Td wrap className="min-w-44">
              <LinkStateBadge state={link} />
              <span className="mt-0.5 block text-sm text-text-muted">{reasonWords(link)}</span>
            </Td>
            <Td wrap className="min-w-56 max-w-96">
              <Address link={link} />
            </Td>
            <Td>
              <Moment at={link.failedSince} now={now} format={format} />
            </Td>
            <Td>
              <Moment at={link.okAt} now={now} format={format} />
            </Td>
            <Td>
              <Moment at={link.checkedAt} now={now} format={format} />
            </Td>
          </Tr>
        ))}
      </Tbody>
    </Table>
  )
}

/** The words of a link, and below them where it leads, whatever they say. */
function Address({ link: { label, url } }: { link: ListedLink }) {
  const words = label === '' || label === url ? null : label
  return (
    <>
      <a
        className="text-link inline-flex min-h-6 items-center gap-1 break-all"
        href={url}
        rel="noreferrer nofollow"
      >
        <bdi>{words ?? url}</bdi>
        <Icon name="external-link" size={12} className="shrink-0" />
      </a>
      {words === null ? null : <span className="block text-sm break-all text-text-muted">{url}</span>}
    </>
  )
}

function Moment({ at, now, format }: { at: Date | null; now: Date; format: Format }) {
  return at === null ? '—' : <RelativeTime at={at} now={now} format={format} />
}
