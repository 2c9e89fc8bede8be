import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ensureBuild, ensureDatabaseClient, STANDALONE } from './build'
import { bundleForImage } from './bundle'
import { createReport } from './report'
import { SERVER_FLAGS } from './server-flags'
import { StartError } from './start-error'

// `npm run build`: everything that an image is made of, in `.next/standalone`.
const repository = resolve(import.meta.dirname, '..')
const report = createReport((line) => console.log(line))
try {
  rmSync(join(repository, 'dist'), { recursive: true, force: true })
  await report.stage('Database client', () => ensureDatabaseClient(repository), String)
  await report.stage('Build', () => ensureBuild(repository, report), String)
  await report.stage('Bundles', () => bundleForImage(repository))
  console.log(
    `The portal stands whole in ${STANDALONE}: node ${[...SERVER_FLAGS, 'dist/serve.mjs'].join(' ')} starts it there.`,
  )
} catch (error) {
  console.error(error instanceof StartError ? error.message : error)
  process.exitCode = 1
}
