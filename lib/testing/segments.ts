import type { Ctx } from '@/lib/access/model'
import { db } from '@/lib/platform/db'
import { personWith } from './products'

/** A segment, straight into the database; answers its id. */
export async function addSegment(code: string, more: Record<string, unknown> = {}): Promise<string> {
  const row = await db().processSegment.create({
    data: { code, codeKey: code.toLowerCase(), name: `Segment ${code}`, ...more },
  })
  return row.id
}

/** The code that a segment stands below; null at the top. */
export async function parentOf(code: string): Promise<string | null> {
  const row = await db().processSegment.findUniqueOrThrow({
    where: { codeKey: code.toLowerCase() },
    select: { parent: { select: { code: true } } },
  })
  return row.parent?.code ?? null
}

/** An editor who is a person of the portal too, as owners are. */
export async function editorOfSegments(condition: Parameters<typeof personWith>[1] = null): Promise<Ctx> {
  const user = await db().user.create({ data: { issuer: 'i', subject: crypto.randomUUID(), name: 'Ed' } })
  return personWith('editor', condition, user.id)
}

/** No product and no segment is left. */
export async function removeProductsAndSegments(): Promise<void> {
  await db().product.deleteMany()
  await db().processSegment.deleteMany()
}
