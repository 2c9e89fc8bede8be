import { describe, expect, it } from 'vitest'
import { parseCspReports, readAtMost } from './csp-report'

const kept = {
  directive: 'script-src-elem',
  page: 'http://portal/search',
  blocked: 'https://evil.example/x.js',
  source: null,
}

describe('a report of a broken policy', () => {
  it('is read in both forms that browsers send, without what somebody typed into an address', () => {
    const old = {
      'csp-report': {
        'document-uri': 'http://portal/search?q=ada@example.org',
        'violated-directive': 'script-src',
        'effective-directive': 'script-src-elem',
        'blocked-uri': 'https://evil.example/x.js?token=1',
      },
    }
    const current = [
      {
        type: 'csp-violation',
        body: {
          documentURL: 'http://portal/search?q=ada@example.org',
          effectiveDirective: 'script-src-elem',
          blockedURL: 'https://evil.example/x.js?token=1',
        },
      },
    ]
    expect(parseCspReports(JSON.stringify(old))).toEqual([kept])
    expect(parseCspReports(JSON.stringify(current))).toEqual([kept])
  })

  it.each(['', 'x', 'null', '[]', '{"csp-report":1}', '{"a":"ada@example.org"}'])(
    'is none in “%s”',
    (body) => {
      expect(parseCspReports(body)).toEqual([])
    },
  )
})

describe('a body', () => {
  it('is read to its end when it is short, and left when it is not', async () => {
    expect(await readAtMost(new Response('short').body, 10)).toBe('short')
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulled += 1
        controller.enqueue(new Uint8Array(1_000))
      },
    })
    expect(await readAtMost(endless, 10_000)).toBeNull()
    expect(pulled).toBeLessThan(20)
  })
})
