import { ForbiddenState } from '@/components/layout/forbidden-state'
import { currentRequestId } from '@/lib/access/loaders'

/** Next draws this beside every page of the segment, so it reads nothing but a header. */
export default async function PortalForbidden() {
  return <ForbiddenState requestId={await currentRequestId()} />
}
