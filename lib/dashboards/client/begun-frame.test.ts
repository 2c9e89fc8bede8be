// @vitest-environment node
import { describe, expect, it, vi } from 'vitest'
import { begunFrame, mountOver } from './begun-frame'

// In a browser, with the SDK itself: e2e/dashboards/states.spec.ts.

const ADDRESS = 'https://bi.example.com/embedded/e1?uiConfig=17'

function frameOf(begun: 'asked' | 'loaded', src = ADDRESS) {
  const frame = Object.assign(new EventTarget(), {
    ...{ src, dataset: { begun }, contentWindow: { name: 'theirs' }, isConnected: true, remove: vi.fn() },
  })
  return frame as typeof frame & HTMLIFrameElement
}

/** What the SDK makes, and listens to before it mounts it. */
function madeBySdk() {
  const made = Object.assign(new EventTarget(), { heard: 0 }) as EventTarget &
    HTMLIFrameElement & { heard: number }
  made.addEventListener('load', () => {
    made.heard += 1
  })
  return made
}

const holderOf = (frame: HTMLIFrameElement | null) =>
  ({ querySelector: () => frame }) as unknown as HTMLElement

describe('a frame that was begun before the scripts came', () => {
  it('is found by its address, and not where it is of another', () => {
    const frame = frameOf('asked')
    expect(begunFrame(holderOf(frame), ADDRESS)).toBe(frame)
    expect(begunFrame(holderOf(frame), `${ADDRESS}#TAB-two`)).toBeNull()
    expect(begunFrame(holderOf(null), ADDRESS)).toBeNull()
  })

  it('is what the SDK speaks to once it has loaded, and only then', () => {
    const frame = frameOf('asked')
    const made = madeBySdk()
    mountOver(frame).replaceChildren(made)
    expect(made.contentWindow).toBe(frame.contentWindow)
    expect(made.heard).toBe(0)
    frame.dispatchEvent(new Event('load'))
    frame.dispatchEvent(new Event('load'))
    expect(made.heard).toBe(1)
  })

  it('is spoken to at once where it had loaded before', () => {
    const made = madeBySdk()
    mountOver(frameOf('loaded')).replaceChildren(made)
    expect(made.heard).toBe(1)
  })

  it('is not spoken to once it was taken away', () => {
    const made = madeBySdk()
    const frame = Object.assign(frameOf('loaded'), { isConnected: false, contentWindow: null })
    mountOver(frame).replaceChildren(made)
    expect(made.heard).toBe(0)
  })

  it('is taken away when the SDK empties its mount', () => {
    const frame = frameOf('loaded')
    mountOver(frame).replaceChildren()
    expect(frame.remove).toHaveBeenCalledOnce()
  })
})
