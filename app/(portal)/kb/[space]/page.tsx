import type { Metadata } from 'next'
import { DatabaseTable } from '@/components/knowledge/database-table'
import { SpaceLinks } from '@/components/knowledge/space-links'
import { SpaceFault, SpaceState } from '@/components/knowledge/space-state'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { loadSpace } from '@/lib/knowledge/loaders'

type Props = { params: Promise<{ space: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { space } = await loadSpace((await params).space)
  return { title: space.name }
}

export default async function SpacePage({ params }: Props) {
  const { ctx, space } = await loadSpace((await params).space)
  const moment = { now: ctx.now(), format: ctx.user }
  const live = space.databases.filter(({ goneAt }) => goneAt === null)
  const gone = space.databases.filter(({ goneAt }) => goneAt !== null)
  return (
    <>
      <PageHeader
        title={<bdi>{space.name}</bdi>}
        breadcrumbs={[{ href: '/kb', label: 'Knowledge base' }, { label: space.name }]}
        meta={<SpaceState space={space} {...moment} />}
      />
      <div className="grid gap-4">
        <SpaceFault space={space} {...moment} />
        <SpaceLinks name={space.name} links={space.links} />
        <Card label="Databases">
          <CardHeader title="Databases" meta={live.length} />
          <CardBody flush>
            {live.length > 0 ? (
              <DatabaseTable spaceSlug={space.slug} label="Databases" databases={live} {...moment} />
            ) : (
              <EmptyState icon="database" title={space.asOf === null ? 'Not read yet' : 'No databases'}>
                {space.asOf === null
                  ? 'The databases show here once the space has been read.'
                  : "This space has no databases that the portal's account may see."}
              </EmptyState>
            )}
          </CardBody>
        </Card>
        {gone.length === 0 ? null : (
          <Card label="Gone">
            <CardHeader title="Gone, or no longer visible to the portal's account" meta={gone.length} />
            <CardBody flush>
              <DatabaseTable spaceSlug={space.slug} label="Gone databases" databases={gone} {...moment} />
            </CardBody>
          </Card>
        )}
      </div>
    </>
  )
}
