import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDataFolder } from './data-folder'
import { isRoot } from './os-user'
import { readSecrets } from './secrets'

const NOBODY = 65_534

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pergola-test-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('secrets', () => {
  it('are made once, each another, and kept for the owner’s eyes only', () => {
    const first = readSecrets(folder)
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length)
    expect(readSecrets(folder)).toEqual(first)
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  it('are closed again when somebody opened the file to others', () => {
    readSecrets(folder)
    chmodSync(join(folder, 'secrets.json'), 0o644)
    readSecrets(folder)
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  it('that a newer version needs are added, the others stay', () => {
    const { session, ...older } = readSecrets(folder)
    writeFileSync(join(folder, 'secrets.json'), JSON.stringify(older))
    const now = readSecrets(folder)
    expect(now).toMatchObject(older)
    expect(now.session).not.toBe(session)
  })

  it('that are damaged are not quietly made anew', () => {
    const file = join(folder, 'secrets.json')
    for (const text of ['', '{"session":', '[]', '{"session":"short"}']) {
      writeFileSync(file, text)
      expect(() => readSecrets(folder)).toThrow(/damaged: restore it from a backup/)
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})

describe('the data folder', () => {
  it('that cannot be written is named, with the remedy', () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    expect(() => makeDataFolder(join(file, 'data'))).toThrow(
      /cannot be written \(ENOTDIR\).*PERGOLA_DATA_DIR/,
    )
  })

  it('that belongs to somebody else is named too', () => {
    chmodSync(folder, 0o555)
    // Root may write everywhere: for this it becomes nobody.
    if (isRoot()) process.seteuid?.(NOBODY)
    try {
      expect(() => makeDataFolder(join(folder, 'data'))).toThrow(/cannot be written \(EACCES\)/)
    } finally {
      if (process.getuid?.() === 0) process.seteuid?.(0)
      chmodSync(folder, 0o700)
    }
  })
})
