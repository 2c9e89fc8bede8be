import type { Metadata } from 'next'
import { PlainPage } from '@/components/layout/plain-page'
import { LinkButton } from '@/components/ui/button'
import { FailedState } from '@/components/ui/states'
import { currentRequestId } from '@/lib/access/loaders'

export const metadata: Metadata = { title: 'Sign-in failed' }

const WORDS: Record<string, { title: string; words: string }> = {
  stale: {
    title: 'This sign-in has expired',
    words: 'It took too long, or was begun in another tab or browser. Sign in again.',
  },
  refused: {
    title: 'The identity provider refused the sign-in',
    words: 'Sign in again, perhaps with another account. If it happens again, ask an administrator.',
  },
  unreachable: {
    title: 'The identity provider does not answer',
    words: 'Nobody can sign in until it does; who is signed in already stays so. Try again in a moment.',
  },
}

const OTHER = {
  title: 'The sign-in did not succeed',
  words: 'Try again. If it happens again, tell an administrator the request below.',
}

type Props = { searchParams: Promise<{ reason?: string }> }

export default async function SignInFailedPage({ searchParams }: Props) {
  const { title, words } = WORDS[(await searchParams).reason ?? ''] ?? OTHER
  return (
    <PlainPage>
      <h1 className="sr-only">Sign-in failed</h1>
      <FailedState
        title={title}
        requestId={await currentRequestId()}
        action={
          <LinkButton href="/auth/login" variant="primary">
            Sign in
          </LinkButton>
        }
      >
        <p>{words}</p>
      </FailedState>
    </PlainPage>
  )
}
