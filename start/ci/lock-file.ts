import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Entry = {
  version?: string
  dev?: boolean
  optional?: boolean
  os?: string[]
  cpu?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}
type LockFile = { packages: Record<string, Entry> }
export type Missing = { place: string; name: string; version: string; dev: boolean }

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'win32',
  'wasi',
  'aix',
  'sunos',
]
const PROCESSORS = [
  'arm64',
  'x64',
  'ia32',
  'arm',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
]

/** Packages for other machines that the lock file does not know: with one of them missing `npm ci` refuses the file. */
export function findMissing({ packages }: LockFile): Missing[] {
  const missing = new Map<string, Missing>()
  for (const [place, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const top = `node_modules/${name}`
      const nested = place === '' ? top : `${place}/node_modules/${name}`
      if (nested in packages || top in packages) continue
      missing.set(name, { place: top, name, version, dev: entry.dev === true })
    }
  }
  return [...missing.values()]
}

/** What can be said of a package from its name: where it runs. npm then leaves it out on every other machine. */
export function entryFor({ name, version, dev }: Missing): Entry {
  const words = name.replace(/^.*\//, '').split('-')
  const cpu = PROCESSORS.filter((processor) => words.includes(processor))
  const os = SYSTEMS.filter((system) => words.includes(system))
  if (cpu.length === 0 && os.length === 0) throw new Error(`${name} does not say for which machine it is`)
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : undefined
  const exact = version.replace(/^[\^~]/, '')
  return {
    version: exact,
    cpu,
    ...(dev && { dev }),
    ...(libc && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  }
}

/** The lock file, its first entry as package.json has it now: npm leaves out there too what it could not find. */
export function readLockFile(root: string): LockFile {
  const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
  const lock = read('package-lock.json') as LockFile
  const { optionalDependencies } = read('package.json') as Entry
  const own = { ...lock.packages[''], ...(optionalDependencies && { optionalDependencies }) }
  return { ...lock, packages: { ...lock.packages, '': own } }
}

/** Adds what `npm install` leaves out when a registry does not carry the packages of other machines. */
export function completeLockFile(root: string): string[] {
  const lock = readLockFile(root)
  const missing = findMissing(lock)
  const added = Object.fromEntries(missing.map((one) => [one.place, entryFor(one)]))
  const { '': own, ...rest } = lock.packages
  const sorted = Object.entries({ ...rest, ...added }).sort(([one], [other]) =>
    one.localeCompare(other, 'en'),
  )
  const packages = { ...(own && { '': own }), ...Object.fromEntries(sorted) }
  writeFileSync(join(root, 'package-lock.json'), `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
  return missing.map(({ name }) => name)
}

if (process.argv[1] === import.meta.filename) {
  const added = completeLockFile(process.cwd())
  process.stdout.write(`${added.length} packages of other machines added to package-lock.json\n`)
}
