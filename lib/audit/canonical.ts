import { hash, hkdfSync, randomUUID } from 'node:crypto'
import { toStorableText } from '@/lib/platform/storable'
import type { PersonalValue, StoredEvent } from './model'

/** A key of HMAC-SHA-256, made ready: its two padded blocks (RFC 2104). */
export type HmacKey = { inner: Buffer; outer: Buffer }

/** A key a purpose, all from PERGOLA_AUDIT_KEY: a hash made for one can never pass for another. */
export type AuditKeys = { event: HmacKey; seal: HmacKey; checkpoint: HmacKey }

const BLOCK_BYTES = 64

/** @param key at most 64 bytes */
export function toHmacKey(key: Uint8Array): HmacKey {
  const padded = Buffer.concat([key, Buffer.alloc(BLOCK_BYTES - key.length)])
  return {
    inner: padded.map((byte) => byte ^ 0x36) as Buffer,
    outer: padded.map((byte) => byte ^ 0x5c) as Buffer,
  }
}

export function deriveAuditKeys(secret: string): AuditKeys {
  const derive = (purpose: string) =>
    toHmacKey(new Uint8Array(hkdfSync('sha256', secret, 'pergola-audit', `pergola-audit/${purpose}/v1`, 32)))
  return { event: derive('event'), seal: derive('seal'), checkpoint: derive('checkpoint') }
}

/** Each part with its length in bytes before it, so that no two lists of parts give the same text. */
export function joined(parts: readonly string[]): string {
  let text = ''
  for (const part of parts) text += `${Buffer.byteLength(part)}:${part}`
  return text
}

/**
 * HMAC-SHA-256 of the parts, in hexadecimal. By one-shot hashes: `createHmac` leaves an object with native memory behind
 * each time, which cost writers a twentieth of their throughput.
 */
export function hmac(key: HmacKey, parts: readonly string[]): string {
  const message = Buffer.from(joined(parts), 'utf8')
  const digest = hash('sha256', Buffer.concat([key.inner, message]), 'buffer')
  return hash('sha256', Buffer.concat([key.outer, digest]), 'hex')
}

/** JSON with its keys in order: the same text for the same value, before the database and after it. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))
    return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`).join(',')}}`
  }
  return JSON.stringify(value)
}

/** A value as jsonb gives it back: dates and big integers as text, `undefined` as null, text storable. */
export function toStorableJson(value: unknown): unknown {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return toStorableText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'boolean') return value
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value)) return value.map(toStorableJson)
  if (value instanceof Set) return [...value].map(toStorableJson)
  if (typeof value !== 'object') return null
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') return toStorableJson(toJSON.call(value))
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [toStorableText(key), toStorableJson(inner)]),
  )
}

/** Binds a value without telling it: with the salt gone, nobody can try values against it. */
export function commitmentOf(salt: string, field: string, value: string): string {
  return hash('sha256', joined(['pergola-audit-personal-v1', salt, field, value]), 'hex')
}

export function commit(field: string, value: string): PersonalValue {
  // 122 random bits, from the pool that Node keeps filled.
  const salt = randomUUID()
  return { field, value, salt, commitment: commitmentOf(salt, field, value) }
}

function personalParts(personal: readonly PersonalValue[]): string[] {
  const ordered = [...personal].sort((one, other) => (one.field < other.field ? -1 : 1))
  return [String(ordered.length), ...ordered.flatMap(({ field, commitment }) => [field, commitment])]
}

/** The writer's own hash of an event: a row that the portal did not write, or that was changed since, does not have it. */
export function eventMac(keys: AuditKeys, event: Omit<StoredEvent, 'mac'>): string {
  return canonicalEventMac(keys, { ...event, changes: canonicalJson(JSON.parse(event.changes)) })
}

/** The same of an event whose changes are canonical JSON already: one that is being written. */
export function canonicalEventMac(keys: AuditKeys, event: Omit<StoredEvent, 'mac'>): string {
  return hmac(keys.event, [
    'pergola-audit-event-v1',
    event.id,
    event.at,
    event.actorKind,
    event.actorId,
    event.action,
    event.subjectKind,
    event.subjectId,
    event.outcome,
    event.requestId,
    event.changes,
    event.count,
    ...personalParts(event.personal),
  ])
}

/** What a seal says of itself: of which record, its place, the hash before it, and when it was set (microseconds). */
export type SealFacts = {
  record: string
  era: string
  position: string
  previous: string
  sealedAt: string
}

/** Stands before the first row. */
export const NO_HASH = '0'.repeat(64)

/** The keyed hash of a sealed row, over every stored column, its place and the hash of the row before. */
export function sealHash(keys: AuditKeys, seal: SealFacts, event: StoredEvent & { xid: string }): string {
  return hmac(keys.seal, [
    'pergola-audit-seal-v1',
    seal.record,
    seal.era,
    seal.position,
    seal.previous,
    seal.sealedAt,
    event.id,
    event.at,
    event.actorKind,
    event.actorId,
    event.action,
    event.subjectKind,
    event.subjectId,
    event.outcome,
    event.requestId,
    event.changes,
    event.count,
    event.xid,
    event.mac,
    ...personalParts(event.personal),
  ])
}
