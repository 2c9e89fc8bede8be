import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What Next's build is made of. A test, a document, a stand-in or the command line changes nothing in it. */
const FOLDERS = [
  'analytics',
  'app',
  'components',
  'dashboards',
  'lib',
  'mappings',
  'prisma',
  'public',
  'workflows',
]
const FILES =
  /^(package(-lock)?\.json|tsconfig\.json|.*\.config\.(ts|mjs)|proxy\.ts|instrumentation.*\.ts|portal-process\.ts)$/
/** How the programs beside Next's server are bundled. */
const BUNDLING = 'start/bundle-apart.ts'
const LEFT_OUT = /\.md$|\.test\.tsx?$|(^|\/)node_modules\//

/** One hash over the names and contents of all that the build reads. */
export function hashSources(repository: string): string {
  const hash = createHash('sha256')
  const root = readdirSync(repository, { withFileTypes: true })
  const files = root.filter((entry) => entry.isFile() && FILES.test(entry.name)).map((entry) => entry.name)
  const inFolders = root
    .filter((entry) => entry.isDirectory() && FOLDERS.includes(entry.name))
    .flatMap((entry) => listFiles(repository, entry.name))
  for (const file of [...files, ...inFolders, BUNDLING].sort()) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(repository, file)))
      .update('\0')
  }
  return hash.digest('hex')
}

function listFiles(repository: string, folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(repository.length + 1))
    .filter((file) => !LEFT_OUT.test(file))
}
