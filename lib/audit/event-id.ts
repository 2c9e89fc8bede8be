import { randomBytes } from 'node:crypto'
import type { AuditEventId } from './model'

let lastMs = 0
let counter = 0

/**
 * A UUID of version 7 (RFC 9562 §5.7, with the counter of §6.2 method 1): within one process each is greater than the
 * one before, so that events of one transaction keep their order.
 */
export function newEventId(nowMs = Date.now()): AuditEventId {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = randomBytes(2).readUInt16BE() & 0x7ff
  } else if (++counter > 0xfff) {
    lastMs += 1
    counter = 0
  }
  const bytes = randomBytes(16)
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | counter, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as AuditEventId
}
