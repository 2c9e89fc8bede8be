import { NotFoundState } from '@/components/layout/not-found-state'
import { currentRequestId } from '@/lib/platform/request-log'

/** Drawn beside every page, as forbidden.tsx is. */
export default function PortalNotFound() {
  return <NotFoundState requestId={currentRequestId() ?? ''} />
}
