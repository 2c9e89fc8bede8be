import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

/** Made by running something, so not there on a fresh clone. */
const MADE = /^(\.data|\.next|\.cache|\.venv|generated|dist|screens|bench\/results|node_modules)(\/|$)/
const PATH = /^\.?[a-z0-9_.@()[\]-]+(\/[A-Za-z0-9_.@()[\]-]+)+\/?$/
const ROOT_FILE =
  /^(Dockerfile|compose\.yaml|\.env\.example|(package|tsconfig|biome|knip)\.json|[a-z]+\.config\.(ts|mjs))$/

function documents(root: string): string[] {
  return globSync(['README.md', 'docs/**/*.md'], { cwd: root })
}

/** Paths that a document names: its links, and code that begins with one of the repository's folders. */
export function pathsIn(text: string, folders: ReadonlySet<string>): { links: string[]; named: string[] } {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '')
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
  const named = [...prose.matchAll(/`([^`\s]+)`/g)]
    .map((match) => (match[1] ?? '').replace(/:\d+$/, ''))
    .filter((word) => ROOT_FILE.test(word) || (PATH.test(word) && folders.has(word.split('/')[0] ?? '')))
  return { links, named }
}

/** Paths named in README.md and docs/ that are not there, one line each. */
export function checkDocPaths(root: string): string[] {
  const folders = new Set(globSync('*/', { cwd: root }).map((folder) => folder.replace(/\/$/, '')))
  folders.add('.ci')
  return documents(root).flatMap((document) => {
    const { links, named } = pathsIn(readFileSync(join(root, document), 'utf8'), folders)
    const targets = [...links.map((link) => normalize(join(dirname(document), link))), ...named]
    return [...new Set(targets)]
      .filter((target) => !MADE.test(target) && !existsSync(join(root, target)))
      .map((target) => `${document} names ${target}, which is not there`)
  })
}
