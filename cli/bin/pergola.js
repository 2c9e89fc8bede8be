#!/usr/bin/env node
// Plain JavaScript for whatever Node the machine has. In the repository the sources run through tsx; in an image
// `dist/cli.mjs` stands instead of them. Either runs on Node 24, which comes with the packages.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const NODE_MAJOR = 24
const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const source = join(root, 'cli/main.ts')
const bundle = join(root, 'dist/cli.mjs')

function packagedNode() {
  const candidate = join(root, 'node_modules/.bin/node')
  return existsSync(candidate) ? candidate : undefined
}

if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR) {
  const node = packagedNode()
  if (node === undefined || process.env.PERGOLA_REEXECUTED) {
    process.stderr.write(
      `pergola: Node ${process.versions.node} is too old, it needs ${NODE_MAJOR} or newer: run \`npm ci\` in ${root}.\n`,
    )
    process.exit(1)
  }
  const child = spawnSync(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, PERGOLA_REEXECUTED: '1' },
  })
  process.exit(child.status ?? 1)
}

if (existsSync(source)) {
  const { register } = await import('tsx/esm/api')
  register({ tsconfig: join(root, 'tsconfig.json') })
  // Folders of the portal (`.data`, `analytics`, `prisma`) are named from its root, wherever it is called.
  process.env.PERGOLA_CALLED_FROM ??= process.cwd()
  process.chdir(root)
  await import(pathToFileURL(source).href)
} else if (existsSync(bundle)) {
  process.env.PERGOLA_CALLED_FROM ??= process.cwd()
  process.chdir(root)
  await import(pathToFileURL(bundle).href)
} else {
  process.stderr.write(`pergola: neither ${source} nor ${bundle} is there: run \`npm ci\` in ${root}.\n`)
  process.exit(1)
}
