import type { Metadata } from 'next'
import { PublishForm } from '@/components/dashboards/publish-form'
import { RegistryState } from '@/components/dashboards/registry-table'
import { UnpublishForm } from '@/components/dashboards/unpublish-form'
import { LinkButton } from '@/components/ui/button'
import { Callout } from '@/components/ui/callout'
import { Icon } from '@/components/ui/icon'
import { PageHeader } from '@/components/ui/page-header'
import { loadToPublish } from '@/lib/dashboards/loaders'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Publish ${(await loadToPublish((await params).id)).entry.found.title}` }
}

export default async function PublishPage({ params }: Props) {
  const { entry } = await loadToPublish((await params).id)
  const { found, publication } = entry
  const isPublished = publication !== null && publication.publishedAt !== null
  const isFiled = isPublished && publication.source === 'file'
  return (
    <>
      <PageHeader
        title={found.title}
        breadcrumbs={[
          { label: 'Admin' },
          { href: '/admin/dashboards', label: 'Published dashboards' },
          { label: found.title },
        ]}
        meta={<RegistryState {...entry} />}
        actions={
          <>
            {isPublished ? <LinkButton href={`/dashboards/${publication.slug}`}>Open</LinkButton> : null}
            {found.href === null ? null : (
              <LinkButton href={found.href} target="_blank" rel="noreferrer">
                <Icon name="external-link" size={14} />
                In Superset
              </LinkButton>
            )}
            {isPublished ? <UnpublishForm slug={publication.slug} version={publication.version} /> : null}
          </>
        }
      />
      <div className="grid max-w-4xl gap-4">
        {found.goneAt === null ? null : (
          <Callout
            tone="warning"
            title="It is gone from Superset, or no longer visible to the portal’s account."
          >
            Readers see what was known of it. It can be unpublished, and comes back by itself once it is there
            again.
          </Callout>
        )}
        {isFiled ? (
          <Callout title={`It is kept in dashboards/${publication.slug}.yaml.`}>
            Change that file, and run <code>npx pergola dashboards publish {publication.slug}</code>.
          </Callout>
        ) : null}
        {found.goneAt === null && !isFiled ? <PublishForm entry={entry} /> : null}
      </div>
    </>
  )
}
