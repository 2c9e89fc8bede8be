import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'

/** Nothing has ever been read: either nothing is connected, or the first reading is still to come. */
export function NoSpaces({ configured, mayRefresh }: { configured: boolean; mayRefresh: boolean }) {
  return (
    <Card>
      {configured ? (
        <EmptyState icon="book-open" title="No space has been read yet">
          {mayRefresh
            ? 'The portal reads the workspace by itself every hour. “Refresh now” reads it at once.'
            : 'The portal reads the workspace by itself every hour. Come back in a moment.'}
        </EmptyState>
      ) : (
        <EmptyState icon="plug" title="No knowledge base is connected">
          An administrator connects a Fibery workspace by setting <code>FIBERY_URL</code> and{' '}
          <code>FIBERY_TOKEN</code>.
        </EmptyState>
      )}
    </Card>
  )
}

export function NothingFits({ q }: { q: string }) {
  return (
    <Card>
      <EmptyState
        icon="search-x"
        title={
          <>
            Nothing fits “<bdi>{q}</bdi>”
          </>
        }
        action={<LinkButton href="/kb">Show all spaces</LinkButton>}
      >
        Names of spaces, databases and fields are searched.
      </EmptyState>
    </Card>
  )
}

/** There is a snapshot, but nothing any more to read from or to link to. */
export function Disconnected() {
  return (
    <Callout tone="warning" title="No knowledge base is connected.">
      What you see is what was read last, without links into Fibery. An administrator connects a workspace by
      setting <code>FIBERY_URL</code> and <code>FIBERY_TOKEN</code>.
    </Callout>
  )
}
