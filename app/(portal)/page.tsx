import { PageHeader } from '@/components/ui/page-header'
import { pageCtx } from '@/lib/access/loaders'

export default async function HomePage() {
  await pageCtx()
  return <PageHeader title="Home" />
}
