import { Card, CardHeader } from '@/components/ui/card'

/** The statement, as the engine is given it; values are bound, never written into it. */
export function Statement({ sql }: { sql: string }) {
  return (
    <Card label="SQL" className="print-hidden">
      <CardHeader title="SQL" meta="Values are bound to the names that begin with $" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className="overflow-x-auto p-4 font-mono text-sm" tabIndex={0}>
        <code>{sql}</code>
      </pre>
    </Card>
  )
}
