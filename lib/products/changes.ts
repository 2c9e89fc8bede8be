import { attributeId, attributeWords } from './attributes'
import type { ProductAttribute, ProductDraft, ProductLink } from './model'

export type DraftChanges = Record<string, { before: unknown; after: unknown }>

const PLAIN = ['code', 'name', 'description', 'status', 'groupCode', 'ownerId', 'tags'] as const

/**
 * The fields in which two drafts differ, as the audit record wants them. Attributes one by one (`attributes.unitPrice`),
 * in words; links as a list of lines.
 */
export function draftChanges(before: ProductDraft, after: ProductDraft): DraftChanges {
  const changes: DraftChanges = {}
  for (const field of PLAIN) {
    if (JSON.stringify(before[field]) !== JSON.stringify(after[field])) {
      changes[field] = { before: before[field], after: after[field] }
    }
  }
  attributeChanges(before.attributes, after.attributes, changes)
  const [linksBefore, linksAfter] = [before.links.map(linkLine), after.links.map(linkLine)]
  if (JSON.stringify(linksBefore) !== JSON.stringify(linksAfter)) {
    changes.links = { before: linksBefore, after: linksAfter }
  }
  return changes
}

/** Adds the attributes that differ to `changes`. */
export function attributeChanges(
  before: readonly ProductAttribute[],
  after: readonly ProductAttribute[],
  changes: DraftChanges,
): void {
  const byId = (values: readonly ProductAttribute[]) =>
    new Map(values.map((value) => [attributeId(value), value]))
  const [old, now] = [byId(before), byId(after)]
  for (const id of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(id), now.get(id)]
    const words = { before: was ? attributeWords(was) : null, after: is ? attributeWords(is) : null }
    if (words.before === words.after) continue
    // One key in two forms (its unit was changed) is one change.
    const field = `attributes.${(is ?? was)?.key}`
    const known = changes[field]
    changes[field] = known
      ? { before: known.before ?? words.before, after: known.after ?? words.after }
      : words
  }
}

function linkLine({ type, label, url }: ProductLink): string {
  return label === url ? `${type}: ${url}` : `${type}: ${label} ${url}`
}
