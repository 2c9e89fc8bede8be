import { existsSync } from 'node:fs'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import { CONNECTING } from '@/lib/platform/connecting'
import { HowToConnect } from './how-to-connect'

it('names every variable, the guide, the files to copy, and how to try a real one', () => {
  const { needs, oneOf, docs, tryWith } = CONNECTING.superset
  const markup = renderToStaticMarkup(<HowToConnect />)
  for (const word of [...needs, ...(oneOf ?? []), ...docs, 'deploy/superset', tryWith]) {
    expect(markup).toContain(`>${word}</code>`)
  }
  expect([...docs, 'deploy/superset'].filter((path) => !existsSync(path))).toEqual([])
})
