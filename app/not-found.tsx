import { headers } from 'next/headers'
import { NotFoundState } from '@/components/layout/not-found-state'
import { PlainPage } from '@/components/layout/plain-page'

export const metadata = { title: 'Not found' }

/** For addresses that no page has. It asks no database and knows no reader. */
export default async function RootNotFound() {
  return (
    <PlainPage>
      <NotFoundState requestId={(await headers()).get('x-request-id') ?? ''} />
    </PlainPage>
  )
}
