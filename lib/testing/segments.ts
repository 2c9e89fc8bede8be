import { db } from '@/lib/platform/db'

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
