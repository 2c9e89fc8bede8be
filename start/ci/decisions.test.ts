import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const FOLDER = 'docs/adr'
const files = readdirSync(FOLDER).filter((name) => name !== 'README.md')
const titleOf = (file: string) => readFileSync(`${FOLDER}/${file}`, 'utf8').split('\n', 1)[0] ?? ''

it('gives each decision a number of its own, the one in its title', () => {
  const numbers = files.map((file) => file.slice(0, 4))
  expect(new Set(numbers).size).toBe(files.length)
  for (const file of files) expect(titleOf(file)).toMatch(new RegExp(`^# ${Number(file.slice(0, 4))}\\. \\S`))
})

it('lists every decision by its title, in order', () => {
  const rows = readFileSync(`${FOLDER}/README.md`, 'utf8').matchAll(
    /^\| \[\d{4}\]\(([^)]+)\)\s*\| (.+?)\s*\|/gm,
  )
  const listed = [...rows].map((row) => `${row[1]} ${row[2]}`)
  expect(listed).toEqual(files.sort().map((file) => `${file} ${titleOf(file).replace(/^# \d+\. /, '')}`))
})
