import { SoonBlock } from '@/components/layout/late-block'
import { Card, CardHeader } from '@/components/ui/card'
import type { KbRelations } from '@/lib/knowledge/model'
import { formatNumber } from '@/lib/platform/format'
import { RelationPicture } from './relation-picture'
import { RelationTable } from './relation-table'
import type { Moment } from './space-state'

type Props = {
  /** What is drawn, in words. */
  title: string
  load: () => Promise<KbRelations>
} & Moment

/** How databases relate: a picture, the same as a table, and how both are cut. In its own boundary. */
export function RelationCard({ load, ...shown }: Props) {
  return (
    <Card label="Relations" className="scroll-mt-16">
      <CardHeader title={<span id="relations">Relations</span>} />
      <SoonBlock name="the relations" rows={6} whole={false} load={load}>
        {(relations) => <Relations relations={relations} {...shown} />}
      </SoonBlock>
    </Card>
  )
}

function Relations({ relations, title, ...moment }: Omit<Props, 'load'> & { relations: KbRelations }) {
  const { layout, centre } = relations
  if (layout.nodes.length === 0) {
    return (
      <p className="px-4 py-3 text-text-muted">
        {centre === null && relations.cut.ofNodes === 0
          ? 'None of its databases leads to another.'
          : 'It leads to no other database, and none leads to it.'}
      </p>
    )
  }
  const rows = layout.lines.flatMap((line) => line.rows).length
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="relation-frame" aria-label={`${title}, as a picture`} tabIndex={0}>
        <RelationPicture relations={relations} id="relation" title={title} />
      </section>
      <div className="grid gap-1 px-4 pb-3 text-sm text-text-muted">
        <CutWords relations={relations} {...moment} />
        <p>
          One arrowhead leads to one, two lead to many. Who made an entity, states and lists of values are not
          drawn.
        </p>
      </div>
      <details className="relation-table border-t border-border">
        <summary className="min-h-9 px-4 py-2">
          The same as a table, {rows === 1 ? '1 relation' : `${formatNumber(rows, moment.format)} relations`}
        </summary>
        <RelationTable layout={layout} label={`${title}, as a table`} {...moment} />
      </details>
    </>
  )
}

function CutWords({ relations: { cut, centre }, format }: { relations: KbRelations } & Moment) {
  if (cut.nodes === cut.ofNodes) return null
  const number = (value: number) => formatNumber(value, format)
  return (
    <p>
      {centre === null
        ? `Drawn are ${number(cut.nodes)} of ${number(cut.ofNodes)} databases, the most connected, and the ${number(cut.lines)} lines between them, of ${number(cut.ofLines)}. A database's own page draws its own.`
        : `Drawn are ${number(cut.nodes - 1)} of ${number(cut.ofNodes - 1)} neighbours, the most connected ones that live.`}
    </p>
  )
}
