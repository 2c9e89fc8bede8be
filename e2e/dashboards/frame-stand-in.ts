import type { Answer, Heard } from '@/lib/testing/http-server'

/** What the stand-in's frame says and does, changed while it runs. */
export type FrameScript = {
  /** Its masks have no keys, so that it is not drawn, until it is told with `letGo`. */
  isHeld: boolean
  height: number
  /** It is as high as its window, and `height` more. */
  followsWindow?: boolean
  /** Its filters were deleted: it has no masks, drawn or not. */
  isBare?: boolean
}

/**
 * A page that speaks to the SDK as an embedded dashboard does (messages of @superset-ui/switchboard over the port that it
 * is handed), and shows what it was told. The real one: e2e/upstreams.
 */
export function embeddedPage(script: FrameScript, origin: string): Answer {
  return (_request: Heard, response) => {
    response.writeHead(200, {
      'content-type': 'text/html',
      'content-security-policy': `frame-ancestors ${origin}`,
    })
    response.end(`<!doctype html><title>Stand-in</title>
<body style="margin:0;background:#fff"><h1>Stand-in of a dashboard</h1><button>Within</button><p id="told"></p>
<div style="height:calc(${script.followsWindow ? '100vh' : '0px'} + ${script.height}px)"></div>
<script>(${play.toString()})(${JSON.stringify(script)})</script>`)
  }
}

/** Runs in the frame that is held. */
export const letGo = (body: HTMLElement): void => {
  body.dataset.letGo = 'yes'
}

/** Runs in the frame. */
function play(script: FrameScript): void {
  const told: string[] = []
  let masks: Record<string, unknown> = {}
  let tab = location.hash.slice(1) || 'TAB-one'
  const say = (line: string) => {
    told.push(line)
    const place = document.getElementById('told')
    if (place !== null) place.textContent = told.join(' | ')
  }
  const isHeld = () => script.isHeld && document.body.dataset.letGo === undefined
  const answers: Record<string, (args: unknown) => unknown> = {
    getDataMask: () => {
      if (isHeld() || script.isBare) return {}
      if (Object.keys(masks).length === 0) masks = { 'NATIVE_FILTER-group': { filterState: {} } }
      return masks
    },
    getScrollSize: () => ({
      width: document.body.scrollWidth,
      height: isHeld() ? innerHeight : document.body.scrollHeight,
    }),
    getActiveTabs: () => (isHeld() ? [] : [tab]),
  }
  addEventListener('message', ({ data, ports }) => {
    const [port] = ports
    if (data?.type !== '__embedded_comms__' || port === undefined) return
    port.onmessage = ({ data: message }) => {
      const { switchboardAction: action, messageId, method, args } = message
      if (action === 'get') {
        port.postMessage({ switchboardAction: 'reply', messageId, result: answers[method]?.(args) })
      }
      if (action === 'emit' && method === 'guestToken')
        say(`token ${String(args.guestToken).split('.').length}`)
      if (action === 'emit' && method === 'setThemeConfig') {
        const { algorithm, token } = args.themeConfig.theme_default
        say(`theme ${algorithm}`)
        document.body.style.background = token.colorBgBase
      }
    }
    document.querySelector('button')?.addEventListener('click', () => {
      tab = 'TAB-two'
      const value = ['Seafood']
      masks = { 'NATIVE_FILTER-group': { filterState: { value } } }
      port.postMessage({ switchboardAction: 'emit', method: 'observeDataMask', args: masks })
    })
  })
}
