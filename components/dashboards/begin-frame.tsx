import { NARROW_PX } from '@/lib/dashboards/embedding'

/** The frame as the SDK would make it (embedDashboard), by what stands on the holder. */
const BEGIN = `(() => {
const holder = document.currentScript.parentElement.firstElementChild
const { wideFrame, narrowFrame, frameTitle } = holder.dataset
const frame = document.createElement('iframe')
frame.sandbox = 'allow-same-origin allow-scripts allow-presentation allow-downloads allow-forms allow-popups'
frame.allow = 'fullscreen; clipboard-write'
frame.referrerPolicy = 'strict-origin-when-cross-origin'
frame.title = frameTitle
frame.style.background = 'transparent'
frame.dataset.begun = 'asked'
frame.addEventListener('load', () => { frame.dataset.begun = 'loaded' })
frame.src = innerWidth < ${NARROW_PX} ? narrowFrame : wideFrame
const mount = document.createElement('div')
mount.className = 'dashboard-mount'
mount.append(frame)
holder.replaceChildren(mount)
})()`

/**
 * Begins a dashboard's frame while the page's HTML is read, long before its scripts are there; they take it over
 * (lib/dashboards/client/begun-frame.ts). It has no token until then. Stands behind its holder, which is the
 * first in its place, and behind the cover, so that no picture of the page has a frame without one.
 */
export function BeginFrame({ nonce }: { nonce: string | undefined }) {
  return (
    // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant; what differs stands in attributes
    <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: BEGIN }} />
  )
}
