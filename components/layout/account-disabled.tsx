'use client'

import { PlainPage } from '@/components/layout/plain-page'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'
import { wordsFor } from '@/lib/platform/errors'

/**
 * Reached only where the shell itself is refused; see app/forbidden.tsx. A client component, since Next puts it into the
 * data of every page: as one it is a name there.
 */
export function AccountDisabled() {
  return (
    <PlainPage>
      <h1 className="sr-only">Account disabled</h1>
      <EmptyState
        icon="ban"
        title="Account disabled"
        action={<LinkButton href="/auth/logout">Sign out</LinkButton>}
      >
        <p>{wordsFor('ACCOUNT_DISABLED')}</p>
      </EmptyState>
    </PlainPage>
  )
}
