import { isLocked, type Lock, lockedWords, type SyncedField } from '@/lib/synced/model'
import { attributeId } from './attributes'
import { draftChanges } from './changes'
import { FIELD_WORDS, type ProductAttribute, type ProductDraft, type ProductLink } from './model'
import { ATTRIBUTE, LINK, syncedAttribute, syncedLink } from './model/fed'

export type LockFault = { field: SyncedField; words: string }

/** `The unit price comes from Fibery: change it there.` `labels`: attributes by key. */
export function lockWords(lock: Lock, field: SyncedField, labels?: ReadonlyMap<string, string>): string {
  if (field.startsWith(LINK)) return lockedWords(lock, `link “${field.slice(LINK.length)}”`)
  if (!field.startsWith(ATTRIBUTE)) return lockedWords(lock, FIELD_WORDS[field] ?? field)
  const key = field.slice(ATTRIBUTE.length)
  return lockedWords(lock, `attribute “${labels?.get(key) ?? key}”`)
}

/** What of a change falls on fields that another system owns: none when the change is the portal's to make. */
export function lockFaults(lock: Lock, before: ProductDraft, after: ProductDraft): LockFault[] {
  if (lock.source === 'portal') return []
  const labels = new Map([...before.attributes, ...after.attributes].map(({ key, label }) => [key, label]))
  return touchedFields(before, after)
    .filter((field) => isLocked(lock, field))
    .map((field) => ({ field, words: lockWords(lock, field, labels) }))
}

/** The fields in which two drafts differ, each link for itself. */
function touchedFields(before: ProductDraft, after: ProductDraft): SyncedField[] {
  const plain = Object.keys(draftChanges({ ...before, links: [] }, { ...after, links: [] }))
  const [old, now] = [linesByLabel(before.links), linesByLabel(after.links)]
  const names = new Map([...before.links, ...after.links].map(({ label }) => [label.toLowerCase(), label]))
  const links = [...names].flatMap(([key, label]) =>
    old.get(key) === now.get(key) ? [] : [syncedLink(label)],
  )
  return [...plain, ...links]
}

/** Several may have the same words: they are one matter. */
function linesByLabel(links: readonly ProductLink[]): Map<string, string> {
  const lines = new Map<string, string>()
  for (const { type, label, url } of links) {
    const key = label.toLowerCase()
    lines.set(key, `${lines.get(key) ?? ''}\n${type} ${url}`)
  }
  return lines
}

/** A draft with what comes from another system as it is at present. */
export function withLocked(lock: Lock, present: ProductDraft, wanted: ProductDraft): ProductDraft {
  if (lock.source === 'portal') return wanted
  const pick = <K extends keyof ProductDraft>(field: K) => (isLocked(lock, field) ? present : wanted)[field]
  const isTheirValue = ({ key }: ProductAttribute) => isLocked(lock, syncedAttribute(key))
  const isTheirLink = ({ label }: ProductLink) => isLocked(lock, syncedLink(label))
  return {
    code: pick('code'),
    name: pick('name'),
    description: pick('description'),
    status: pick('status'),
    groupCode: pick('groupCode'),
    ownerId: pick('ownerId'),
    tags: pick('tags'),
    attributes: mergeTheirs(wanted.attributes, present.attributes.filter(isTheirValue), {
      isTheirs: isTheirValue,
      keyOf: attributeId,
    }),
    links: mergeTheirs(wanted.links, present.links.filter(isTheirLink), {
      isTheirs: isTheirLink,
      keyOf: ({ label }) => label.toLowerCase(),
    }),
  }
}

/** The portal's entries stay where they are; the system's take their own places, or stand behind. */
export function mergeTheirs<T>(
  entries: readonly T[],
  theirs: readonly T[],
  { isTheirs, keyOf }: { isTheirs: (entry: T) => boolean; keyOf: (entry: T) => string },
): T[] {
  const left = new Map(theirs.map((entry) => [keyOf(entry), entry]))
  const merged = entries.flatMap((entry) => {
    if (!isTheirs(entry)) return [entry]
    const told = left.get(keyOf(entry))
    left.delete(keyOf(entry))
    return told === undefined ? [] : [told]
  })
  return [...merged, ...left.values()]
}
