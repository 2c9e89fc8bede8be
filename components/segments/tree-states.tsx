import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { EmptyState } from '@/components/ui/states'

/** What may be done with the tree as a whole. */
export function TreeActions({ mayEdit }: { mayEdit: boolean }) {
  return (
    <>
      <LinkButton href="/segments/compare">
        <Icon name="git-compare" size={14} />
        Compare products
      </LinkButton>
      <LinkButton href="/segments/export" download>
        <Icon name="download" size={14} />
        Export
      </LinkButton>
      {mayEdit ? <LinkButton href="/segments/import">Import</LinkButton> : null}
      {mayEdit ? (
        <LinkButton href="/segments/new" variant="primary">
          <Icon name="plus" size={14} />
          New segment
        </LinkButton>
      ) : null}
    </>
  )
}

/** Nothing there, or nothing that fits. */
export function NoSegments({ asked, mayEdit }: { asked: boolean; mayEdit: boolean }) {
  if (asked) {
    const all = <LinkButton href="/segments">Show all segments</LinkButton>
    return (
      <EmptyState icon="search-x" title="No segment matches" action={all}>
        <p>Accents, case and apostrophes make no difference. Try fewer words, or take a filter away.</p>
      </EmptyState>
    )
  }
  return (
    <EmptyState icon="git-branch" title="No process segments yet">
      <p>
        {mayEdit
          ? 'Make the first one, or import them as B2MML.'
          : 'Segments that you may read show here as soon as there are any.'}
      </p>
    </EmptyState>
  )
}
