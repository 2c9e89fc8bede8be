import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { HowToConnect } from './how-to-connect'
import { NoDashboards, NoSuperset } from './no-dashboards'

const NONE = { q: '', total: 0, connected: false }

it('leads those who publish to what connects a Superset, which stands on the same page', () => {
  for (const state of [<NoSuperset key="a" mayConnect />, <NoDashboards key="b" {...NONE} mayPublish />]) {
    const markup = renderToStaticMarkup(state)
    expect(markup).toContain('No Superset is connected')
    expect(markup).toContain('to show or to publish until one is')
    const [, anchor] = /href="#([^"]+)"/.exec(markup) ?? []
    expect(renderToStaticMarkup(<HowToConnect />)).toContain(`id="${anchor}"`)
  }
})

it('tells other readers whom to ask, without a way that they cannot go', () => {
  const markup = renderToStaticMarkup(<NoDashboards {...NONE} mayPublish={false} />)
  expect(markup).toContain('An administrator')
  expect(markup).not.toContain('<a ')
})
