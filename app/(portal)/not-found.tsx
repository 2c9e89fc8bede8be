import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { placeForPath } from '@/components/layout/nav-items'
import { NotFoundState } from '@/components/layout/not-found-state'
import { PATH_HEADER } from '@/lib/platform/answer-headers'
import { currentRequestId } from '@/lib/platform/request-log'

/**
 * What the document is called where its own page cannot say. Next asks this file for a page that is refused, too: so it is the
 * place, as a refused page that has one name for all readers is called, and never the record.
 */
export async function generateMetadata(): Promise<Metadata> {
  const [path = ''] = ((await headers()).get(PATH_HEADER) ?? '').split('?')
  return { title: placeForPath(path) ?? 'Not found' }
}

/** Drawn beside every page, as forbidden.tsx is. */
export default function PortalNotFound() {
  return <NotFoundState requestId={currentRequestId() ?? ''} />
}
