import { DescriptionList } from '@/components/ui/description-list'
import { RelativeTime } from '@/components/ui/time'
import type { KbDatabaseSummary } from '@/lib/knowledge/model'
import { EntityCount } from './entity-count'
import type { Moment } from './space-state'

/** What a database is called by people and by the API, and how much is in it. */
export function DatabaseFacts({ database, ...moment }: { database: KbDatabaseSummary } & Moment) {
  const { type, finder, rawName, firstSeenAt } = database
  return (
    <DescriptionList
      items={[
        { term: 'GraphQL type', value: type === null ? NOT_TOLD : <code>{type}</code> },
        {
          term: 'Finder',
          value: finder === null ? NOT_TOLD : <code>{`{ ${finder}(limit: 10) { id } }`}</code>,
        },
        { term: 'Entities', value: <EntityCount database={database} {...moment} /> },
        { term: 'Name in Fibery', value: <bdi>{rawName}</bdi> },
        { term: 'First seen', value: <RelativeTime at={firstSeenAt} {...moment} /> },
      ]}
    />
  )
}

const NOT_TOLD = "Not told: only the workspace's own list of databases names it"
