import { createElement, type ReactNode } from 'react'
import type { RichNode, RichTag } from '@/lib/knowledge/rich-text'

const LOOK: Partial<Record<RichTag, string>> = {
  h3: 'mt-2 font-semibold',
  h4: 'mt-1 font-medium',
  pre: 'overflow-x-auto rounded-md bg-surface-hover p-3 font-mono text-sm whitespace-pre-wrap',
  code: 'rounded-sm bg-surface-hover px-1 font-mono text-sm',
  blockquote: 'border-l-2 border-border-strong pl-3 text-text-muted',
  ul: 'list-disc pl-5',
  ol: 'list-decimal pl-5',
  table: 'block max-w-full overflow-x-auto',
  th: 'border border-border px-2 py-1 text-left font-medium',
  td: 'border border-border px-2 py-1 align-top',
  hr: 'border-border',
}

/** Rich text out of elements that the portal makes itself: no markup of anybody's is put into the page. */
export function RichText({ nodes }: { nodes: readonly RichNode[] }) {
  return (
    <div dir="auto" className="grid min-w-0 max-w-[80ch] gap-2 break-words">
      <Nodes nodes={nodes} />
    </div>
  )
}

function Nodes({ nodes }: { nodes: readonly RichNode[] }): ReactNode {
  // Never put in another order: the place is the key.
  // biome-ignore lint/suspicious/noArrayIndexKey: drawn once, on the server
  return nodes.map((node, index) => <Node key={index} node={node} />)
}

function Node({ node }: { node: RichNode }): ReactNode {
  if (typeof node === 'string') return node
  const { tag, href, nodes } = node
  if (tag === 'br' || tag === 'hr') return createElement(tag, { className: LOOK[tag] })
  if (tag === 'a') {
    return (
      <a className="text-link" href={href} rel="noreferrer nofollow ugc">
        <Nodes nodes={nodes} />
      </a>
    )
  }
  return createElement(tag, { className: LOOK[tag] }, <Nodes nodes={nodes} />)
}
