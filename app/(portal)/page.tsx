import { Suspense } from 'react'
import { HomeFigure } from '@/components/analytics/home-figure'
import { HomeBlock, LatelyList, OwnBlocks, OwnSkeleton, TroubleList } from '@/components/home/home-blocks'
import { BlockBoundary, CardsBoundary } from '@/components/layout/block-boundary'
import { SearchBox } from '@/components/search/search-box'
import { Callout } from '@/components/ui/callout'
import { PageHeader } from '@/components/ui/page-header'
import { SkeletonRows } from '@/components/ui/skeleton'
import { pageCtx } from '@/lib/access/loaders'
import { loadHomeFigures } from '@/lib/analytics/loaders/home-figures'
import { loadLately } from '@/lib/personal/loaders/lately'
import { loadOwnThings } from '@/lib/personal/loaders/own-things'
import { loadTrouble } from '@/lib/personal/loaders/trouble'

export default async function HomePage() {
  const ctx = await pageCtx()
  const moment = { now: ctx.now(), format: ctx.user }
  return (
    <>
      <PageHeader title={`Hello, ${ctx.user.name}`} />
      <div className="grid gap-4">
        <SearchBox />
        {ctx.actor.rights.length > 0 ? null : (
          <Callout tone="warning" title="You have no role yet">
            <p>Ask an administrator of the portal for one. What you may open then shows at the left.</p>
          </Callout>
        )}
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="grid gap-4">
            <HomeBlock title="Stale or failing">
              <BlockBoundary title="What is stale or failing could not be shown">
                <Suspense fallback={<SkeletonRows rows={1} label="what is stale or failing" />}>
                  <Troubles {...moment} />
                </Suspense>
              </BlockBoundary>
            </HomeBlock>
            <HomeBlock title="Changed lately">
              <BlockBoundary title="What changed lately could not be shown">
                <Suspense fallback={<SkeletonRows rows={8} label="what changed lately" />}>
                  <Lately {...moment} />
                </Suspense>
              </BlockBoundary>
            </HomeBlock>
          </div>
          <CardsBoundary title="Your own things could not be shown">
            <Suspense fallback={<OwnSkeleton />}>
              <Own {...moment} />
            </Suspense>
          </CardsBoundary>
        </div>
      </div>
    </>
  )
}

type Moment = { now: Date; format: { locale: string; timeZone: string } }

async function Troubles(moment: Moment) {
  return <TroubleList troubles={await loadTrouble()} {...moment} />
}

async function Lately(moment: Moment) {
  return <LatelyList happenings={await loadLately()} {...moment} />
}

async function Own(moment: Moment) {
  const things = await loadOwnThings()
  const keys = things.pinned.filter(({ kind }) => kind === 'query').map(({ key }) => key)
  const asked = [...(await loadHomeFigures(keys))]
  const figures = new Map(
    asked.map(([key, figure]) => [
      key,
      <HomeFigure key={key} query={figure.query} ask={figure.ask} format={moment.format} />,
    ]),
  )
  return <OwnBlocks {...things} figures={figures} {...moment} />
}
