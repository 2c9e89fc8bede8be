import { describe, expect, it } from 'vitest'
import { type RichNode, toRichNodes } from './rich-text'

const nodesOf = (html: string) => toRichNodes(html).nodes

/** Every address that a node leads to. */
function hrefsIn(nodes: readonly RichNode[]): string[] {
  return nodes.flatMap((node) =>
    typeof node === 'string' ? [] : [...(node.href === undefined ? [] : [node.href]), ...hrefsIn(node.nodes)],
  )
}

/** All text, as it would be read. */
function textOf(nodes: readonly RichNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textOf(node.nodes))).join('')
}

describe('rich text', () => {
  it('keeps what people write: paragraphs, lists, tables, code, links', () => {
    expect(
      nodesOf('<h1>How</h1><p>Keep <strong>cool</strong> &amp; dark.</p><ul>\n<li>one</li>\n</ul>'),
    ).toEqual([
      { tag: 'h3', nodes: ['How'] },
      { tag: 'p', nodes: ['Keep ', { tag: 'strong', nodes: ['cool'] }, ' & dark.'] },
      { tag: 'ul', nodes: [{ tag: 'li', nodes: ['one'] }] },
    ])
    expect(nodesOf('<a href="https://example.com/a?b=1&amp;c=2">x</a>')).toEqual([
      { tag: 'a', href: 'https://example.com/a?b=1&c=2', nodes: ['x'] },
    ])
    expect(nodesOf('<table><tr><td>1</td></tr></table>')).toEqual([
      { tag: 'table', nodes: [{ tag: 'tr', nodes: [{ tag: 'td', nodes: ['1'] }] }] },
    ])
  })

  it('has words for pictures and boxes, which are behind Fibery’s own sign-in', () => {
    expect(nodesOf('<img src="https://acme.fibery.io/api/files/x" alt="a crate"><img src=x>')).toEqual([
      '[picture: a crate]',
      '[picture]',
    ])
    expect(nodesOf('<li><input type="checkbox" checked> done</li>')).toEqual([
      { tag: 'li', nodes: ['☑ ', ' done'] },
    ])
  })

  it.each([
    '<script>alert(1)</script>',
    '<ScRiPt src="//evil.example/x.js"></ScRiPt>',
    '<style>*{display:none}</style>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<svg><script>alert(1)</script><a xlink:href="javascript:alert(1)">x</a></svg>',
    '<math><mtext><img src=x onerror=alert(1)></mtext></math>',
    '<template><p>hidden</p></template>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  ])('drops %s whole', (html) => {
    const nodes = nodesOf(`${html}<p>after</p>`)
    expect(hrefsIn(nodes)).toEqual([])
    expect(textOf(nodes)).not.toContain('alert(1)</script>')
    expect(JSON.stringify(nodes)).not.toMatch(/"tag":"(script|style|iframe|svg|math|template|noscript)"/)
  })

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' \tjavascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://x/1',
    '//evil.example',
    '/account',
    '../x',
    '',
  ])('follows no link to “%s”: its words stay', (href) => {
    expect(nodesOf(`<a href="${href}">words</a>`)).toEqual(['words'])
  })

  it('hands on no attribute but a link’s address', () => {
    const html =
      '<p style="position:fixed" class="x" id="main" onclick="x()"><a href="mailto:a@example.com" onmouseover=x target=_top>m</a></p>'
    expect(nodesOf(html)).toEqual([
      { tag: 'p', nodes: [{ tag: 'a', href: 'mailto:a@example.com', nodes: ['m'] }] },
    ])
  })

  it('what only looks like markup stays text', () => {
    expect(nodesOf('&lt;script&gt;alert(1)&lt;/script&gt; a < b')).toEqual([
      '<script>alert(1)</script> a < b',
    ])
  })

  it('what is never closed, or nested without end, is read as far as the portal shows, and said to be cut', () => {
    for (const html of [
      '<b>'.repeat(100_000),
      '<p>'.repeat(100_000),
      '<a '.repeat(100_000),
      '<'.repeat(100_000),
    ])
      expect(toRichNodes(html).isCut).toBe(true)
    expect(toRichNodes('x'.repeat(300_000)).isCut).toBe(true)
    expect(toRichNodes(`${'<div>'.repeat(500)}deep${'</div>'.repeat(500)}`).nodes).toHaveLength(1)
    expect(toRichNodes('<p>short</p>').isCut).toBe(false)
  })
})
