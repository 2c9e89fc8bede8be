import { beforeEach, expect, it, vi } from 'vitest'
import { db } from '@/lib/platform/db'
import { search } from '@/lib/search/service/search'
import { text } from '@/lib/testing/http-server'
import { catalogType, reader, refresher, spaceSdl } from '@/lib/testing/knowledge'
import { publications } from '../search'
import { getDatabase } from './get-database'
import { listChanges } from './list-changes'
import { refreshAll } from './refresh'

// What people wrote of a field: only the catalog of the workspace tells it.

const fibery = await vi.hoisted(async () =>
  (await import('@/lib/testing/fibery-workspace')).fiberyWorkspace(),
)

const HOSTILE = '</td><script>alert(1)</script> \u202e"quoted"'

function tell(words: string | null) {
  const guide = catalogType('Words/Guide', 'g', '', { name: 'fibery/text', heat: 'fibery/decimal' })
  const fields = guide['fibery/fields'].map((field) =>
    field['fibery/name'] === 'heat' ? { ...field, 'fibery/description': words } : field,
  )
  fibery.catalog([{ ...guide, 'fibery/fields': fields }])
}

async function toldOf(name: string) {
  const { fields } = await getDatabase(reader(), { space: 'words', database: 'guide' })
  return fields.find((field) => field.name === name)?.description
}

async function found(q: string) {
  const { sections } = await search(reader(), publications, { q, kind: 'kbField', limit: 5, offset: 0 })
  return sections.flatMap(({ hits }) => hits.map(({ title }) => title))
}

beforeEach(async () => {
  await db().kbSpace.deleteMany()
  fibery.space('Words', spaceSdl('Words', { Guide: 'name: String heat: Float' }))
})

it('is stored with the field, found by search, and follows the workspace without being a change', async () => {
  tell('Degrees above which it spoils')
  await refreshAll(refresher())
  expect(await toldOf('heat')).toBe('Degrees above which it spoils')
  expect(await toldOf('name')).toBe('')
  expect(await found('spoils')).toEqual(['heat'])

  tell(HOSTILE)
  await refreshAll(refresher())
  expect(await toldOf('heat')).toBe(HOSTILE)
  expect(await found('spoils')).toEqual([])
  expect((await listChanges(reader(), { page: 1 })).entries.filter(({ first }) => !first)).toEqual([])

  tell(null)
  await refreshAll(refresher())
  expect(await toldOf('heat')).toBe('')
})

it('comes with the catalog alone, and over a discovery of the days before it was kept', async () => {
  tell('First words')
  await refreshAll(refresher())
  await db().$executeRaw`
    UPDATE kb_discovery SET content = replace(content::text, '"description": "First words", ', '')::jsonb`
  await db().kbField.updateMany({ data: { description: '' } })
  tell('Second words')
  fibery.space('Words', text('Forbidden', 403, 'text/plain'))
  await refreshAll(refresher())
  expect(await toldOf('heat')).toBe('Second words')
})
