import { beforeEach, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { auditOf, newSpace, personWith, reader, refresher, spaceSdl } from '@/lib/testing/knowledge'
import type { KbRelations } from '../model'
import { getRelations } from './get-relations'
import { refreshSpace } from './refresh'

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

beforeEach(() => fibery.catalog(null))

/** A space of two databases that lead to each other; one leads into another space, and to people. */
async function library(elsewhere: string) {
  const { space, slug } = await newSpace(fibery)
  const strangers = `"Available fields and relations for ${elsewhere}/Idea" type Idea { id: ID }
    "Available fields and relations for fibery/user" type FiberyUser { id: ID }`
  const prefix = space.replaceAll(' ', '')
  const sdl = (fields: string) =>
    `${spaceSdl(space, { Book: `author: ${prefix}Author idea: Idea readers: [FiberyUser]`, Author: fields })} ${strangers}`
  fibery.space(space, sdl(`books: [${prefix}Book]`))
  await refreshSpace(refresher(), { space })
  return { space, slug, sdl }
}

/** From, field, to, one or many. */
function told({ layout }: KbRelations): string[] {
  const names = new Map(layout.nodes.map(({ key, name, kind }) => [key, `${name} (${kind})`]))
  return layout.lines
    .flatMap(({ rows }) => rows)
    .map(({ from, field, to, isCollection, goneAt }) =>
      [names.get(from), field, names.get(to), isCollection ? 'many' : 'one', goneAt === null ? '' : 'gone']
        .join(' ')
        .trim(),
    )
    .sort()
}

it('refuses, and records it, without the right', async () => {
  const ctx = personWith('refresh:knowledge')
  await expect(getRelations(ctx, { space: 'x' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect((await auditOf(ctx))[0]).toMatchObject({ action: 'knowledge.read', outcome: 'refused' })
})

it('finds no space, and no database, that is not there', async () => {
  const { slug } = await library('Unread')
  const none = { code: 'NOT_FOUND' }
  await expect(getRelations(reader(), { space: 'nowhere' })).rejects.toMatchObject(none)
  await expect(getRelations(reader(), { space: slug, database: 'nothing' })).rejects.toMatchObject(none)
})

it('tells how the databases of a space relate, where they lead out of it, and who leads in', async () => {
  const other = await newSpace(fibery, spaceSdl('Elsewhere', { Idea: 'name: String' }))
  await refreshSpace(refresher(), { space: other.space })
  const { slug } = await library('Elsewhere')
  const expected = [
    'Author (own) Books Book (own) many',
    'Book (own) Author Author (own) one',
    'Book (own) Idea Idea (other) one',
    'Book (own) Readers People (people) many',
  ]
  const relations = await getRelations(reader(), { space: slug })
  expect(told(relations)).toEqual(expected)
  expect(relations.cut).toEqual({ nodes: 4, ofNodes: 4, lines: 3, ofLines: 3 })
  const idea = relations.layout.nodes.find(({ kind }) => kind === 'other')
  expect(idea).toMatchObject({ href: `/kb/${other.slug}/idea`, spaceName: other.space })

  const fromThere = await getRelations(reader(), { space: other.slug, database: 'idea' })
  expect(told(fromThere)).toEqual(['Book (other) Idea Idea (own) one'])
  expect(told(await getRelations(reader(), { space: slug, database: 'author' }))).toEqual(
    expected.slice(0, 2),
  )
})

it('marks a database that is gone, and a field, and names a space that the portal does not read', async () => {
  const { space, slug, sdl } = await library('Unread')
  fibery.space(space, sdl('name: String'))
  await refreshSpace(refresher(), { space })
  expect(told(await getRelations(reader(), { space: slug, database: 'author' }))).toEqual([
    'Author (own) Books Book (own) many gone',
    'Book (own) Author Author (own) one',
  ])
  await db().kbDatabase.updateMany({
    where: { space: { slug }, slug: 'author' },
    data: { goneAt: new Date() },
  })
  const { layout } = await getRelations(reader(), { space: slug })
  expect(layout.nodes.map(({ name, kind, note }) => [name, kind, note]).sort()).toEqual([
    ['Author', 'own', 'gone'],
    ['Book', 'own', null],
    ['Idea', 'unknown', 'in Unread'],
    ['People', 'people', 'of the workspace'],
  ])
})
