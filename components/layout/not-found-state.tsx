'use client'

import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { wordsFor } from '@/lib/platform/errors'
import { RequestId } from './request-id'

/**
 * The same for what is not there and what is out of reach. A client component only because Next puts it into the data of
 * every page: as one it is a name there, drawn or not.
 */
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
