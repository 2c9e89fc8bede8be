import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Adapter, AdapterPayload } from 'oidc-provider'

type Entry = { payload: AdapterPayload; expiresAtMs: number | null }

const WRITE_AFTER_MS = 200

/**
 * What the provider remembers (sessions, grants, tokens) in one file, so that a restart signs nobody out. For a handful
 * of demo people on one machine.
 */
export type Memory = { entries: Map<string, Entry>; save: () => void; flush: () => void }

export function openMemory(file: string): Memory {
  const entries = new Map<string, Entry>(readEntries(file))
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    writeFileSync(`${file}.part`, JSON.stringify([...entries].filter(([, entry]) => !isOver(entry))), {
      mode: 0o600,
    })
    renameSync(`${file}.part`, file)
  }
  const save = () => {
    timer ??= setTimeout(flush, WRITE_AFTER_MS)
  }
  return { entries, save, flush }
}

// A damaged file only signs people out.
function readEntries(file: string): [string, Entry][] {
  if (!existsSync(file)) return []
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(read) ? (read as [string, Entry][]) : []
  } catch {
    return []
  }
}

function isOver(entry: Entry): boolean {
  return entry.expiresAtMs !== null && entry.expiresAtMs <= Date.now()
}

/** The provider's storage of one model (`Session`, `RefreshToken` …) over the shared memory. */
export function createAdapter(memory: Memory, model: string): Adapter {
  const keyOf = (id: string) => `${model}:${id}`

  function find(test: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [key, entry] of memory.entries) {
      if (key.startsWith(`${model}:`) && !isOver(entry) && test(entry.payload)) return entry.payload
    }
    return undefined
  }

  return {
    async upsert(id, payload, expiresInSeconds) {
      const expiresAtMs = expiresInSeconds ? Date.now() + expiresInSeconds * 1000 : null
      memory.entries.set(keyOf(id), { payload, expiresAtMs })
      memory.save()
    },
    async find(id) {
      const entry = memory.entries.get(keyOf(id))
      return entry === undefined || isOver(entry) ? undefined : entry.payload
    },
    async findByUid(uid) {
      return find((payload) => payload.uid === uid)
    },
    async findByUserCode(userCode) {
      return find((payload) => payload.userCode === userCode)
    },
    async consume(id) {
      const entry = memory.entries.get(keyOf(id))
      if (entry !== undefined) entry.payload.consumed = Math.floor(Date.now() / 1000)
      memory.save()
    },
    async destroy(id) {
      memory.entries.delete(keyOf(id))
      memory.save()
    },
    async revokeByGrantId(grantId) {
      for (const [key, entry] of memory.entries) {
        if (entry.payload.grantId === grantId) memory.entries.delete(key)
      }
      memory.save()
    },
  }
}
