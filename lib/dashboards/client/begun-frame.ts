/** The frame that the page's HTML has begun (components/dashboards/begin-frame.tsx), where it is of this address. */
export function begunFrame(holder: HTMLElement, address: string): HTMLIFrameElement | null {
  const frame = holder.querySelector<HTMLIFrameElement>('iframe[data-begun]')
  return frame?.src === new URL(address).href ? frame : null
}

/**
 * A mount for the SDK which takes the frame that is there in place of the one that the SDK makes: that one is never put into
 * the document, so that it loads nothing, and hears of the other's loading. Put anywhere else, a frame would begin anew.
 */
export function mountOver(frame: HTMLIFrameElement): HTMLElement {
  const replaceChildren = (made?: HTMLIFrameElement) => {
    if (made === undefined) return frame.remove()
    // Taken away before the SDK came: nobody waits for it any more.
    if (!frame.isConnected) return
    Object.defineProperty(made, 'contentWindow', { get: () => frame.contentWindow })
    const tell = () => made.dispatchEvent(new Event('load'))
    if (frame.dataset.begun === 'loaded') tell()
    else frame.addEventListener('load', tell, { once: true })
  }
  return asElement({ replaceChildren })
}

/** The SDK (0.4.0) knows of its mount that it has `replaceChildren`, and nothing else. */
function asElement(mount: { replaceChildren: (made?: HTMLIFrameElement) => void }): HTMLElement {
  return mount as unknown as HTMLElement
}

/** The SDK empties its mount when it fails, also late: each attempt has its own. */
export function placeIn(mount: HTMLElement): HTMLElement {
  const place = document.createElement('div')
  place.className = 'dashboard-mount'
  mount.replaceChildren(place)
  return place
}
