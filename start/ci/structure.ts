import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { sourceFiles } from './boundaries'

const MAX_LINES = 300
const MAX_PAGE_LINES = 80

/** What a file of a domain may be called besides a noun of its own, and how it may end. */
const ROLES: Record<string, readonly string[]> = {
  model: ['.ts'],
  schema: ['.ts'],
  policy: ['.ts'],
  repository: ['.ts'],
  service: ['.ts'],
  loaders: ['.ts'],
  actions: ['.ts'],
  client: ['.ts', '.tsx'],
  routes: ['.ts'],
  jobs: ['.ts'],
  search: ['.ts'],
  commands: ['.ts'],
}

/** Names that say nothing. */
const DRAWERS = new Set(['utils', 'util', 'helpers', 'helper', 'misc', 'common', 'shared', 'stuff', 'index'])

/** Near misses of the roles' names in a domain. */
const NEAR_MISSES = new Set([
  ...['types', 'constants', 'hooks', 'interfaces', 'models', 'schemas', 'services', 'repositories'],
  ...['loader', 'action', 'policies', 'route', 'job', 'command', 'queries', 'mutations', 'db'],
])

const BESIDE_DOMAINS = new Set(['connectors', 'platform', 'testing'])

/** Where a system or a tool gives the name. */
const NAMED_BY_NEXT =
  /^(page|layout|template|default|error|global-error|not-found|forbidden|unauthorized|route|icon|opengraph-image|manifest|robots)\.tsx?$/
const IN_APP_BESIDES = new Set(['app/fonts.ts'])

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/
const ROUTE_SEGMENT =
  /^(\(?[a-z0-9]+(-[a-z0-9]+)*\)?|[a-z]+(-[a-z]+)*\.[a-z]+|\[{1,2}(\.\.\.)?[a-z][A-Za-z0-9]*\]{1,2}|@[a-z-]+|_[a-z-]+)$/
const TEST = /\.(integration\.|upstream\.)?test\.tsx?$/

/** Everything about the tree below `root` that the house style does not allow, one line each. */
export function checkStructure(root: string): string[] {
  return sourceFiles(root).flatMap((file) => [
    ...nameFaults(file),
    ...lengthFaults(root, file),
    ...placeFaults(file),
    ...testFaults(root, file),
  ])
}

function stem(file: string): string {
  return basename(file)
    .replace(TEST, '')
    .replace(/\.(spec|setup|config|load)?\.?tsx?$/, '')
}

function nameFaults(file: string): string[] {
  const faults: string[] = []
  const folders = dirname(file) === '.' ? [] : dirname(file).split('/')
  const inApp = folders[0] === 'app'
  for (const folder of folders) {
    if (!(inApp ? ROUTE_SEGMENT : KEBAB).test(folder)) faults.push(`${file}: "${folder}" is not kebab-case`)
    if (!inApp && DRAWERS.has(folder)) faults.push(`${file}: "${folder}" says nothing`)
  }
  const words = TEST.test(file) ? stem(file).split('.') : [stem(file)]
  if (!words.every((word) => KEBAB.test(word))) faults.push(`${file}: "${stem(file)}" is not kebab-case`)
  if (DRAWERS.has(stem(file))) faults.push(`${file}: "${stem(file)}" says nothing`)
  const inDomain = folders[0] === 'lib' && folders.length === 2 && !BESIDE_DOMAINS.has(folders[1] ?? '')
  if (inDomain && NEAR_MISSES.has(stem(file)))
    faults.push(`${file}: "${stem(file)}" is not the name of a role`)
  return faults
}

function lengthFaults(root: string, file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n').length - 1
  const isPage = file.startsWith('app/') && basename(file) === 'page.tsx'
  const most = isPage ? MAX_PAGE_LINES : MAX_LINES
  return lines > most ? [`${file}: ${lines} lines, at most ${most}`] : []
}

function placeFaults(file: string): string[] {
  const [top, second, third, ...deeper] = file.split('/')
  if (top === 'app' && !NAMED_BY_NEXT.test(basename(file)) && !IN_APP_BESIDES.has(file) && !TEST.test(file)) {
    return [`${file}: app/ holds routes only`]
  }
  if (top === 'components' && third === undefined)
    return [`${file}: a component stands in a folder of components/`]
  if (top !== 'lib') return []
  if (third === undefined) return [`${file}: lib/ holds domains, connectors, platform and testing`]
  if (BESIDE_DOMAINS.has(second ?? '') || TEST.test(file)) return []
  const role = third.replace(/\.tsx?$/, '')
  const ending = third.slice(role.length)
  const allowed = ROLES[role] ?? ['.ts']
  if (ending !== '' && !allowed.includes(ending))
    return [`${file}: a domain's ${role} ends in ${allowed.join(' or ')}`]
  if (ending === '' && deeper.length !== 1)
    return [`${file}: a folder of a domain holds files, one operation each`]
  return []
}

/** `x.test.ts` stands beside `x.ts` (or the folder `x`), so that it is found; one matter of it may have a file of its own, `x.matter.test.ts`. */
function testFaults(root: string, file: string): string[] {
  if (!TEST.test(file) || !/^(lib|cli|components|workflows)\//.test(file)) return []
  const subject = join(root, file.replace(TEST, ''))
  const subjects = [subject, subject.replace(/\.[a-z0-9-]+$/, '')]
  const there = subjects.some((one) => ['.ts', '.tsx', ''].some((ending) => existsSync(one + ending)))
  return there ? [] : [`${file}: there is no ${basename(subject)} beside it`]
}
