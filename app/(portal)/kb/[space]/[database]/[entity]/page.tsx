import type { Metadata } from 'next'
import { EntityCard } from '@/components/knowledge/entity-card'
import { EntityFacts } from '@/components/knowledge/entity-facts'
import { ReadingState } from '@/components/knowledge/entity-list'
import { EntityTitle } from '@/components/knowledge/entity-table'
import { SoonBlock } from '@/components/layout/late-block'
import { LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { loadEntity } from '@/lib/knowledge/loaders'
import { loadEntityCard } from '@/lib/knowledge/loaders/entity-card'

type Place = { space: string; database: string; entity: string }
type Props = {
  params: Promise<Place>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export async function generateMetadata({ params }: Pick<Props, 'params'>): Promise<Metadata> {
  const { space, database, entity } = await params
  const found = await loadEntity(space, database, entity)
  return { title: `${found.entity.title || 'Untitled'} · ${found.database.name}` }
}

export default async function EntityPage({ params, searchParams }: Props) {
  const place = await params
  const { full, patient } = await searchParams
  const { ctx, space, database, entity, reading } = await loadEntity(
    place.space,
    place.database,
    place.entity,
  )
  const moment = { now: ctx.now(), format: ctx.user }
  const above = `/kb/${space.slug}/${database.slug}`
  const address = `${above}/${entity.key}`
  return (
    <>
      <PageHeader
        title={<EntityTitle entity={entity} />}
        breadcrumbs={[
          { href: '/kb', label: 'Knowledge base' },
          { href: `/kb/${space.slug}`, label: space.name },
          { href: above, label: database.name },
          { label: entity.title || 'Untitled' },
        ]}
        meta={<ReadingState reading={reading} {...moment} />}
        actions={
          entity.href === null || entity.goneAt !== null ? undefined : (
            <LinkButton href={entity.href} rel="noreferrer">
              Open in Fibery
              <Icon name="external-link" size={14} />
            </LinkButton>
          )
        }
      />
      <div className="grid gap-4">
        <EntityFacts entity={entity} reading={reading} {...moment} />
        <SoonBlock
          name="what Fibery tells"
          rows={6}
          whole={full !== undefined}
          wholeHref={`${address}?full${patient === undefined ? '' : '&patient'}`}
          load={() => loadEntityCard(place, { patient: patient !== undefined })}
        >
          {(answer) => <EntityCard answer={answer} patientHref={`${address}?patient`} {...moment} />}
        </SoonBlock>
      </div>
    </>
  )
}
