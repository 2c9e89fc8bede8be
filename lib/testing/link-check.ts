import { randomUUID } from 'node:crypto'
import type { Ctx } from '@/lib/access/model'
import type { WebClient } from '@/lib/connectors/web/client'
import { linksJobCtx } from '@/lib/links/jobs'
import { runCheck } from '@/lib/links/service/run-check'
import { db } from '@/lib/platform/db'
import { type Answer, startHttpServer, type TestHttpServer } from './http-server'
import { status, webClientFor } from './web-client'

export type CheckedSite = {
  server: TestHttpServer
  /** What the site answers, by path; 200 for others. */
  answers: Map<string, number>
  /** A product's link to a path of the site. */
  link: (path: string, label?: string) => { type: string; label: string; url: string }
  /** The job that checks, some hours after the test began. */
  jobCtx: (hours: number) => Ctx
  check: (
    hours: number,
    options?: { all?: boolean; web?: WebClient },
  ) => Promise<Awaited<ReturnType<typeof runCheck>>>
  /** No link, product, segment, space or notice is left, and the site answers as at first. */
  reset: () => Promise<void>
}

/** A site whose links are checked, and checks at hours of the test's choice. */
export async function startCheckedSite(): Promise<CheckedSite> {
  const answers = new Map<string, number>()
  const answer: Answer = (request, response) => status(answers.get(request.url) ?? 200)(request, response)
  const server = await startHttpServer(answer)
  const start = Date.now()
  const jobCtx = (hours: number): Ctx => ({
    ...linksJobCtx(randomUUID()),
    now: () => new Date(start + hours * 3_600_000),
  })
  return {
    server,
    answers,
    link: (path, label = path) => ({ type: 'other', label, url: `${server.url}${path}` }),
    jobCtx,
    check: async (hours, options) => await runCheck(jobCtx(hours), { web: webClientFor(), ...options }),
    reset: async () => {
      answers.clear()
      server.answer(answer)
      server.heard.length = 0
      await db().linkCheck.deleteMany()
      await db().checkedLink.deleteMany()
      await db().notice.deleteMany()
      await db().product.deleteMany()
      await db().processSegment.deleteMany()
      await db().kbSpace.deleteMany()
    },
  }
}
