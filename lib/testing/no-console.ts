import { afterEach, beforeEach, expect, vi } from 'vitest'

// A test that prints hides what went wrong in another: noise fails it.
const METHODS = ['log', 'info', 'warn', 'error'] as const

beforeEach(() => {
  for (const method of METHODS) vi.spyOn(console, method)
})

afterEach(() => {
  for (const method of METHODS) {
    const spy = vi.mocked(console[method])
    if (vi.isMockFunction(spy)) expect(spy.mock.calls, `console.${method} was called`).toEqual([])
  }
  vi.restoreAllMocks()
})
