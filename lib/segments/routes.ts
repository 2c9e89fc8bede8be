import type { Ctx } from '@/lib/access/model'
import { exportB2mml } from './service/export-segments'

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
