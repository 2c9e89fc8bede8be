import { LinkButton } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/states'

/** What a page shows whose question its reader has cancelled. */
export function Stopped({ askHref }: { askHref: string }) {
  return (
    <Card>
      <EmptyState
        icon="ban"
        title="You cancelled this question"
        action={<LinkButton href={askHref}>Ask again</LinkButton>}
      >
        It is ended at the engine too, unless somebody else waits for the same answer.
      </EmptyState>
    </Card>
  )
}
