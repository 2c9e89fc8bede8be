import { NotFoundState } from '@/components/layout/not-found-state'
import { currentRequestId } from '@/lib/access/loaders'

export default async function PortalNotFound() {
  return <NotFoundState requestId={await currentRequestId()} />
}
