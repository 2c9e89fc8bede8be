import type { Metadata } from 'next'
import { DatabaseFacts } from '@/components/knowledge/database-facts'
import { EntityList } from '@/components/knowledge/entity-list'
import { FieldTable } from '@/components/knowledge/field-table'
import { RelationCard } from '@/components/knowledge/relation-card'
import { SpaceFault, SpaceState } from '@/components/knowledge/space-state'
import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { RelativeTime } from '@/components/ui/time'
import { loadDatabase, loadEntities, loadRelations } from '@/lib/knowledge/loaders'
import { isolated } from '@/lib/knowledge/relations/label'

type Props = {
  params: Promise<{ space: string; database: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { space, database } = await params
  const found = await loadDatabase(space, database)
  return { title: `${found.database.name} · ${found.space.name}` }
}

export default async function DatabasePage({ params, searchParams }: Props) {
  const given = await params
  const { ctx, space, database, fields } = await loadDatabase(given.space, given.database)
  const moment = { now: ctx.now(), format: ctx.user }
  const found = await loadEntities(given, await searchParams)
  return (
    <>
      <PageHeader
        title={<bdi>{database.name}</bdi>}
        description={database.description === '' ? undefined : <bdi>{database.description}</bdi>}
        breadcrumbs={[
          { href: '/kb', label: 'Knowledge base' },
          { href: `/kb/${space.slug}`, label: space.name },
          { label: database.name },
        ]}
        meta={<SpaceState space={space} {...moment} />}
        actions={
          database.href === null || database.goneAt !== null ? undefined : (
            <LinkButton href={database.href} rel="noreferrer">
              Open in Fibery
              <Icon name="external-link" size={14} />
            </LinkButton>
          )
        }
      />
      <div className="grid gap-4">
        <SpaceFault space={space} {...moment} />
        {database.goneAt === null ? null : (
          <Callout
            tone="warning"
            title="This database is gone, or no longer visible to the portal's account."
          >
            It was missing for the first time <RelativeTime at={database.goneAt} {...moment} />. What was
            known of it is kept.
          </Callout>
        )}
        <DatabaseFacts database={database} {...moment} />
        <EntityList {...found} {...moment} />
        <Card label="Fields">
          <CardHeader title="Fields" meta={database.fields} />
          <CardBody flush>
            <FieldTable label="Fields" fields={fields} {...moment} />
          </CardBody>
        </Card>
        <RelationCard
          title={`How ${isolated(database.name)} relates to others`}
          load={() => loadRelations(ctx, given)}
          {...moment}
        />
      </div>
    </>
  )
}
