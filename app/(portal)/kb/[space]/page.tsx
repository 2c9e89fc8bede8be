import type { Metadata } from 'next'
import { DatabaseCards } from '@/components/knowledge/database-cards'
import { DatabaseTable } from '@/components/knowledge/database-table'
import { RelationCard } from '@/components/knowledge/relation-card'
import { SpaceLinks } from '@/components/knowledge/space-links'
import { SpaceFault, SpaceState } from '@/components/knowledge/space-state'
import { LinkButton } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { EmptyState } from '@/components/ui/states'
import { loadRelations, loadSpace } from '@/lib/knowledge/loaders'
import { isolated } from '@/lib/knowledge/relations/label'

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
        actions={
          live.length === 0 ? undefined : (
            <LinkButton href="#relations">
              <Icon name="workflow" size={14} />
              How they relate
            </LinkButton>
          )
        }
      />
      <div className="grid gap-4">
        <SpaceFault space={space} {...moment} />
        <SpaceLinks name={space.name} links={space.links} />
        <Card label="Databases">
          <CardHeader title="Databases" meta={live.length} />
          <CardBody flush>
            {live.length > 0 ? (
              <DatabaseCards spaceSlug={space.slug} label="Databases" databases={live} {...moment} />
            ) : (
              <EmptyState icon="database" title={space.asOf === null ? 'Not read yet' : 'No databases'}>
                {space.asOf === null
                  ? 'The databases show here once the space has been read.'
                  : "This space has no databases that the portal's account may see."}
              </EmptyState>
            )}
          </CardBody>
        </Card>
        {space.databases.length === 0 ? null : (
          <RelationCard
            title={`How the databases of ${isolated(space.name)} relate`}
            load={() => loadRelations(ctx, { space: space.slug })}
            {...moment}
          />
        )}
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
