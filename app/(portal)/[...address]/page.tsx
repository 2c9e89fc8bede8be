import { notFound } from 'next/navigation'
import { pageCtx } from '@/lib/access/loaders'

export const metadata = { title: 'Not found' }

/** For addresses that no page has: the reader stays within the shell. Others are asked to sign in, as everywhere. */
export default async function NoSuchPage(): Promise<never> {
  await pageCtx()
  notFound()
}
