import type { Actor, Subject } from '@/lib/access/model'
import { can } from '@/lib/access/policy'
import type { Segment } from './model/segment'

/** What rights look at in a segment: its tags and its owner. It is in no product group (docs/adr/0060). */
export function toSubject({ tags, owner }: Pick<Segment, 'tags' | 'owner'>): Subject {
  return { tags, ownerId: owner?.id }
}

export function canRead(actor: Actor, segment: Pick<Segment, 'tags' | 'owner'>): boolean {
  return can(actor, 'read:segment', toSubject(segment))
}

export function canEdit(actor: Actor, segment: Pick<Segment, 'tags' | 'owner'>): boolean {
  return can(actor, 'edit:segment', toSubject(segment))
}

/** Nobody makes a segment, or tags one, beyond their own reach: it would be gone from their hands. */
export function canSaveAs(actor: Actor, tags: readonly string[], ownerId: string | null): boolean {
  return can(actor, 'edit:segment', { tags, ownerId })
}
