import type { Ctx } from '@/lib/access/model'
import { suggestInput } from './schema'
import { exportB2mml } from './service/export-segments'
import { findSegments } from './service/list-segments'

const MOST_SUGGESTED = 20

/** GET /segments/codes.json?q=: the segments in reach that fit what is typed, the best first, by code and name. */
export async function suggestResponse(ctx: Ctx, request: Request): Promise<Response> {
  const q = suggestInput.parse(new URL(request.url).searchParams.get('q') ?? '')
  const rows = q === '' ? [] : await findSegments(ctx, q, MOST_SUGGESTED)
  return Response.json(rows.map(({ code, name }) => ({ code, name })))
}

/** Every segment in reach and the segments of every product in reach, as a file of B2MML v7. */
export async function b2mmlResponse(ctx: Ctx): Promise<Response> {
  const document = await exportB2mml(ctx)
  return new Response(`${JSON.stringify(document, null, 2)}\n`, {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': 'attachment; filename="process-segments.b2mml.json"',
    },
  })
}
