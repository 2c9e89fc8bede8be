import { randomInt, randomUUID } from 'node:crypto'
import type { AuditEventId } from './model'

const COUNTER_SIZE = 0x1000

let lastMs = 0
let counter = 0

/**
 * A UUID of version 7 (RFC 9562 §5.7, with the counter of §6.2 method 1): within one process each is greater than the
 * one before, so that events of one transaction keep their order. Its 62 random bits are those of a UUID of version 4.
 */
export function newEventId(nowMs = Date.now()): AuditEventId {
  if (nowMs > lastMs) {
    lastMs = nowMs
    counter = randomInt(COUNTER_SIZE / 2)
  } else if (++counter >= COUNTER_SIZE) {
    lastMs += 1
    counter = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const order = counter.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${randomUUID().slice(19)}` as AuditEventId
}
