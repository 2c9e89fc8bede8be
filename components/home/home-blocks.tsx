import type { ReactNode } from 'react'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { Icon } from '@/components/ui/icon'
import type { IconName } from '@/components/ui/icon-names'
import { SkeletonRows } from '@/components/ui/skeleton'
import { EmptyState } from '@/components/ui/states'
import type { Happening, OwnThing, Trouble } from '@/lib/personal/model'
import type { Format } from '@/lib/platform/format'
import { HomeList } from './home-list'

type Moment = { now: Date; format: Format }

export function HomeBlock({
  title,
  children,
  actions,
}: {
  title: string
  children: ReactNode
  actions?: ReactNode
}) {
  return (
    <Card label={title}>
      <CardHeader title={title} actions={actions} />
      <CardBody flush>{children}</CardBody>
    </Card>
  )
}

const KIND_ICONS: Record<Happening['kind'], IconName> = {
  product: 'package',
  segment: 'git-branch',
  knowledge: 'book-open',
}

export function LatelyList({ happenings, now, format }: { happenings: readonly Happening[] } & Moment) {
  if (happenings.length === 0) {
    return (
      <EmptyState icon="history" title="Nothing changed yet">
        <p>Changes to things that you may open show here.</p>
      </EmptyState>
    )
  }
  return (
    <HomeList
      now={now}
      format={format}
      items={happenings.map(({ kind, title, href, what, by, at }) => ({
        icon: KIND_ICONS[kind],
        title,
        href,
        note: by === null ? what : `${what} by ${by}`,
        at,
      }))}
    />
  )
}

export function TroubleList({ troubles, now, format }: { troubles: readonly Trouble[] } & Moment) {
  if (troubles.length === 0) {
    return (
      <p className="flex items-center gap-3 px-4 py-3">
        <Icon name="circle-check" className="text-success" />
        Everything that you may see is fresh and working.
      </p>
    )
  }
  return (
    <HomeList
      now={now}
      format={format}
      items={troubles.map(({ tone, title, href, what, at }) => ({
        icon: tone === 'danger' ? 'circle-alert' : 'clock',
        iconClass: tone === 'danger' ? 'text-danger' : 'text-warning',
        title,
        href,
        note: what,
        at,
      }))}
    />
  )
}

function OwnList({
  things,
  empty,
  icon,
  figures,
  now,
  format,
}: { things: readonly OwnThing[]; empty: string; icon: 'pin' | 'clock'; figures?: Figures } & Moment) {
  if (things.length === 0) return <p className="px-4 py-3 text-text-muted">{empty}</p>
  return (
    <HomeList
      now={now}
      format={format}
      items={things.map(({ kind, key, title, href, code, at }) => ({
        icon,
        title,
        href,
        note: (kind === 'query' ? figures?.get(key) : undefined) ?? (
          <span className="font-mono text-xs">{code}</span>
        ),
        at: icon === 'clock' ? at : null,
      }))}
    />
  )
}

/** Of pinned queries, by key, the figure to stand beside the title. */
type Figures = ReadonlyMap<string, ReactNode>

/** What the reader pinned and opened. */
export function OwnBlocks({
  pinned,
  recent,
  figures,
  ...moment
}: { pinned: readonly OwnThing[]; recent: readonly OwnThing[]; figures: Figures } & Moment) {
  return (
    <div className="grid gap-4">
      <HomeBlock title="Pinned">
        <OwnList
          things={pinned}
          icon="pin"
          figures={figures}
          empty="Pin a product, a process segment or a query on its page to keep it here."
          {...moment}
        />
      </HomeBlock>
      <HomeBlock title="Opened lately">
        <OwnList
          things={recent}
          icon="clock"
          empty="Products and process segments that you open show here."
          {...moment}
        />
      </HomeBlock>
    </div>
  )
}

/** While the reader's own things are asked for. */
export function OwnSkeleton() {
  return (
    <div className="grid gap-4">
      <HomeBlock title="Pinned">
        <SkeletonRows rows={2} label="what you pinned" />
      </HomeBlock>
      <HomeBlock title="Opened lately">
        <SkeletonRows rows={6} label="what you opened lately" />
      </HomeBlock>
    </div>
  )
}
