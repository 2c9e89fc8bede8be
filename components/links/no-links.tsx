import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { type LinksAddress, linksHref } from './link-filters'

/** That the list is empty, and why. */
export function NoLinks({
  query,
  total,
  checked,
}: {
  query: LinksAddress
  total: number
  /** A check has been made already. */
  checked: boolean
}) {
  if (total > 0) {
    return (
      <EmptyState
        icon="link"
        title="There are not that many pages"
        action={<LinkButton href={linksHref({ ...query, page: 1 })}>Go to the first</LinkButton>}
      />
    )
  }
  if (!checked) {
    return (
      <EmptyState icon="link" title="No link has been checked yet">
        The portal checks them every six hours. What it finds shows here.
      </EmptyState>
    )
  }
  if (query.state === 'broken') {
    return (
      <EmptyState
        icon="circle-check"
        title={query.mine ? 'None of your links is broken' : 'No link is broken'}
      >
        Every link that was checked answers, or has not failed for long enough to be called broken.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon="link"
      title="There are none"
      action={
        query.mine ? (
          <LinkButton href={linksHref({ ...query, mine: false })}>Show those of others too</LinkButton>
        ) : undefined
      }
    />
  )
}
