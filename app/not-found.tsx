import { NotFoundState } from '@/components/layout/not-found-state'
import { PlainPage } from '@/components/layout/plain-page'
import { currentRequestId } from '@/lib/platform/request-log'

export const metadata = { title: 'Not found' }

/** For addresses that no page has. It asks no database and knows no reader. */
export default function RootNotFound() {
  return (
    <PlainPage>
      <NotFoundState requestId={currentRequestId() ?? ''} />
    </PlainPage>
  )
}
