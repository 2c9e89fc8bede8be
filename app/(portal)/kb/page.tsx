import type { Metadata } from 'next'
import { Disconnected, NoSpaces, NothingFits } from '@/components/knowledge/no-spaces'
import { SpaceCard } from '@/components/knowledge/space-card'
import { FailureCallout } from '@/components/knowledge/space-state'
import { Button, LinkButton } from '@/components/ui/button'
import { Icon } from '@/components/ui/icon'
import { Input } from '@/components/ui/input'
import { PageHeader } from '@/components/ui/page-header'
import { RefreshForm } from '@/components/workflows/refresh-form'
import { refreshKnowledgeAction } from '@/lib/knowledge/actions'
import { loadSpaces } from '@/lib/knowledge/loaders'
import { MAX_SPACE_SEARCH } from '@/lib/knowledge/schema'

export const metadata: Metadata = { title: 'Knowledge base' }

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

export default async function KnowledgePage({ searchParams }: Props) {
  const { q: given } = await searchParams
  const { ctx, q, overview, mayRefresh } = await loadSpaces((Array.isArray(given) ? given[0] : given) ?? '')
  const { spaces, configured, failure } = overview
  const moment = { now: ctx.now(), format: ctx.user }
  const count = (value: number, noun: string) => `${value} ${noun}${value === 1 ? '' : 's'}`
  return (
    <>
      <PageHeader
        title="Knowledge base"
        breadcrumbs={[{ label: 'Knowledge base' }]}
        description="The spaces of the Fibery workspace and the databases found in them."
        meta={`${count(overview.liveSpaces, 'space')}, ${count(overview.liveDatabases, 'database')}`}
        actions={
          <>
            <LinkButton href="/kb/changes">
              <Icon name="history" size={14} />
              What changed
            </LinkButton>
            {mayRefresh && configured ? (
              <RefreshForm action={refreshKnowledgeAction} variant="primary" />
            ) : null}
          </>
        }
      />
      <div className="grid gap-4">
        {failure === null ? null : <FailureCallout failure={failure} known={spaces.length > 0} {...moment} />}
        {configured || spaces.length === 0 ? null : <Disconnected />}
        <form action="/kb" method="get" className="flex max-w-md gap-2">
          <Input
            name="q"
            type="search"
            defaultValue={q}
            maxLength={MAX_SPACE_SEARCH}
            aria-label="Search spaces, databases and fields"
            placeholder="Search spaces, databases and fields"
          />
          <Button type="submit">Search</Button>
        </form>
        {spaces.map((space) => (
          <SpaceCard key={space.slug} space={space} filtered={q !== ''} {...moment} />
        ))}
        {spaces.length > 0 ? null : q === '' ? (
          <NoSpaces {...{ configured, mayRefresh }} />
        ) : (
          <NothingFits q={q} />
        )}
      </div>
    </>
  )
}
