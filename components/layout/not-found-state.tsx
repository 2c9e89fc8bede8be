import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { wordsFor } from '@/lib/platform/errors'
import { RequestId } from './request-id'

/** The same for what is not there and what is out of reach. */
export function NotFoundState({ requestId }: { requestId: string }) {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon="search-x"
        title="Not found"
        action={
          <>
            <LinkButton href="/search" variant="primary">
              Search
            </LinkButton>
            <LinkButton href="/">Go home</LinkButton>
          </>
        }
      >
        <p>{wordsFor('NOT_FOUND')}</p>
        <p>Check the address, or search for what you need.</p>
        <RequestId initial={requestId} />
      </EmptyState>
    </>
  )
}
