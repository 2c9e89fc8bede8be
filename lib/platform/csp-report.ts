import { z } from 'zod'

/** What is kept of a report: which rule, on which page, against what. No query of an address, since people type there. */
export type CspReport = { directive: string; page: string; blocked: string; source: string | null }

const text = z.string().max(2_000)
const old = z.object({
  'csp-report': z.object({
    'document-uri': text,
    'violated-directive': text,
    'effective-directive': text.optional(),
    'blocked-uri': text.default(''),
    'source-file': text.optional(),
  }),
})
const current = z.array(
  z.object({
    type: z.literal('csp-violation'),
    body: z.object({
      documentURL: text,
      effectiveDirective: text,
      blockedURL: text.nullish(),
      sourceFile: text.nullish(),
    }),
  }),
)

function withoutQuery(address: string): string {
  return address.split(/[?#]/, 1)[0]?.slice(0, 300) ?? ''
}

/** The reports in a body, of either form that browsers send (CSP Level 3 §5.2 and §5.3); none when it is something else. */
export function parseCspReports(body: string): CspReport[] {
  const parsed = z.union([old, current]).safeParse(fromJson(body))
  if (!parsed.success) return []
  if (!Array.isArray(parsed.data)) {
    const report = parsed.data['csp-report']
    return [
      {
        directive: report['effective-directive'] ?? report['violated-directive'],
        page: withoutQuery(report['document-uri']),
        blocked: withoutQuery(report['blocked-uri']),
        source: report['source-file'] === undefined ? null : withoutQuery(report['source-file']),
      },
    ]
  }
  return parsed.data.map(({ body: report }) => ({
    directive: report.effectiveDirective,
    page: withoutQuery(report.documentURL),
    blocked: withoutQuery(report.blockedURL ?? ''),
    source: report.sourceFile == null ? null : withoutQuery(report.sourceFile),
  }))
}

function fromJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

/** The beginning of a body as text, or null for one that is longer: nothing beyond the bound is taken in. */
export async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<string | null> {
  if (body === null) return ''
  const reader = body.getReader()
  const parts: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(parts).toString('utf8')
    size += value.byteLength
    if (size > maxBytes) {
      await reader.cancel()
      return null
    }
    parts.push(value)
  }
}
