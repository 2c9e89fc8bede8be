import { ForbiddenState } from '@/components/layout/forbidden-state'
import { currentRequestId } from '@/lib/platform/request-log'

/** Next draws this beside every page of the segment, so it waits for nothing. */
export default function PortalForbidden() {
  return <ForbiddenState requestId={currentRequestId() ?? ''} />
}
