import type { ReactNode } from 'react'
import { prerenderToNodeStream } from 'react-dom/static'

/** A page as HTML, with everything in it that is awaited. */
export async function rendered(page: ReactNode): Promise<string> {
  const { prelude } = await prerenderToNodeStream(page)
  let html = ''
  for await (const part of prelude as AsyncIterable<Buffer>) html += part.toString()
  return html
}
