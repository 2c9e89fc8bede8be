import type { Metadata } from 'next'
import { PlainPage } from '@/components/layout/plain-page'
import { LinkButton } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/states'

export const metadata: Metadata = { title: 'Signed out' }

type Props = { searchParams: Promise<{ provider?: string }> }

export default async function SignedOutPage({ searchParams }: Props) {
  const reached = (await searchParams).provider !== 'unreachable'
  return (
    <PlainPage>
      <h1 className="sr-only">Signed out</h1>
      <EmptyState
        icon="log-out"
        title="You are signed out"
        action={
          <LinkButton href="/auth/login" variant="primary">
            Sign in
          </LinkButton>
        }
      >
        {reached ? (
          <p>Your session here and at the identity provider has ended.</p>
        ) : (
          <p>
            Your session here has ended. The identity provider did not answer, so that you may still be signed
            in there: close the browser on a computer that others use.
          </p>
        )}
      </EmptyState>
    </PlainPage>
  )
}
