import { describe, expect, it } from 'vitest'
import { closedAtFirst, TOP, type TreeItem, visibleItems } from './tree-items'
import { deedOf } from './tree-keys'

function item(code: string, children: TreeItem[] = [], parent = TOP): TreeItem {
  const own = children.map((child) => ({ ...child, parent: code }))
  return {
    code,
    name: code,
    parent,
    depth: 0,
    archived: false,
    gone: false,
    example: false,
    matches: true,
    facts: '',
    children: own,
  }
}

const items = [item('A', [item('A1'), item('A2')]), item('B')]

function press(
  key: string,
  active: string,
  more: { closed?: string[]; moving?: string; picking?: boolean; mayEdit?: boolean } = {},
) {
  const closed = new Set(more.closed ?? [])
  const moving = more.moving ?? null
  const visible = visibleItems(items, closed, moving !== null)
  const { picking = false, mayEdit = true } = more
  return deedOf(key, { visible, closed, active, moving, picking, mayEdit })
}

describe('a tree that is closed', () => {
  it('opens by one level at a time', () => {
    const deep = [item('A', [item('A1', [item('A1a')]), item('A2')]), item('B')]
    const closed = closedAtFirst(deep)
    const codes = () => visibleItems(deep, closed, false).map(({ code }) => code)
    expect(codes()).toEqual(['A', 'B'])
    closed.delete('A')
    expect(codes()).toEqual(['A', 'A1', 'A2', 'B'])
    closed.delete('A1')
    expect(codes()).toEqual(['A', 'A1', 'A1a', 'A2', 'B'])
  })
})

describe('keys in the tree', () => {
  it('go through what is open', () => {
    expect(press('ArrowDown', 'A')).toEqual({ kind: 'focus', code: 'A1' })
    expect(press('ArrowDown', 'A', { closed: ['A'] })).toEqual({ kind: 'focus', code: 'B' })
    expect(press('ArrowUp', 'A')).toBeNull()
    expect(press('End', 'A')).toEqual({ kind: 'focus', code: 'B' })
    expect(press('Home', 'B')).toEqual({ kind: 'focus', code: 'A' })
  })

  it('open and close, go in and out', () => {
    expect(press('ArrowRight', 'A', { closed: ['A'] })).toEqual({ kind: 'toggle', code: 'A', open: true })
    expect(press('ArrowRight', 'A')).toEqual({ kind: 'focus', code: 'A1' })
    expect(press('ArrowRight', 'B')).toBeNull()
    expect(press('ArrowLeft', 'A')).toEqual({ kind: 'toggle', code: 'A', open: false })
    expect(press('ArrowLeft', 'A2')).toEqual({ kind: 'focus', code: 'A' })
  })

  it('lift a row, choose its place with the top among them, and put it down', () => {
    expect(press('m', 'B')).toEqual({ kind: 'lift', code: 'B' })
    expect(press('M', 'B', { mayEdit: false })).toBeNull()
    expect(press('Home', 'B', { moving: 'B' })).toEqual({ kind: 'focus', code: TOP })
    expect(press('Enter', 'A', { moving: 'B' })).toEqual({ kind: 'drop', code: 'A' })
    expect(press('Escape', 'A', { moving: 'B' })).toEqual({ kind: 'leave' })
    expect(press('Enter', 'A')).toBeNull()
    expect(press('Escape', 'A')).toBeNull()
    expect(press('Escape', 'A', { picking: true })).toEqual({ kind: 'leave' })
  })
})
