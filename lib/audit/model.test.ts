import { expect, it } from 'vitest'
import { actorWords } from './model'

it('calls a workflow a workflow, a command line what it is, and only a person erased', () => {
  expect(
    [
      { kind: 'user', id: 'u1', name: 'Test Editor' },
      { kind: 'user', id: 'u1', name: null },
      { kind: 'job', id: 'sync-records', name: null },
      { kind: 'cli', id: 'cli:dev', name: null },
    ].map(actorWords),
  ).toEqual(['Test Editor', 'Somebody erased', 'A workflow', 'cli:dev'])
})
