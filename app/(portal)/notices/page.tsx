import type { Metadata } from 'next'
import { MarkRead } from '@/components/notices/mark-read'
import { NoticeList } from '@/components/notices/notice-list'
import { Card, CardBody } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { loadNotices } from '@/lib/notices/loaders'

export const metadata: Metadata = { title: 'Notices' }

export default async function NoticesPage() {
  const { ctx, notices, newest } = await loadNotices()
  const hasNew = notices.some(({ readAt }) => readAt === null)
  return (
    <>
      <PageHeader
        title="Notices"
        description="Changes of what you watch, mistakes reported to you, and links of yours that stopped working. The latest fifty; what you have read goes after ninety days."
        breadcrumbs={[{ label: 'Notices' }]}
        actions={hasNew && newest !== null ? <MarkRead until={newest.toISOString()} /> : null}
      />
      {notices.length === 0 ? (
        <EmptyState title="No notices" icon="bell">
          <p>Watch a product to be told here when it changes.</p>
        </EmptyState>
      ) : (
        <Card label="Notices">
          <CardBody flush>
            <NoticeList notices={notices} now={ctx.now()} format={ctx.user} />
          </CardBody>
        </Card>
      )}
    </>
  )
}
