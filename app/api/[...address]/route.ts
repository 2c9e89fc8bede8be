import { currentRequestId } from '@/lib/access/loaders'
import { AppError } from '@/lib/platform/errors'
import { problemResponse } from '@/lib/platform/problem'

/** What no route answers: a problem for programs, and not the page that asks people to sign in. */
async function noSuchAddress(): Promise<Response> {
  return problemResponse(new AppError('NOT_FOUND'), await currentRequestId())
}

export {
  noSuchAddress as DELETE,
  noSuchAddress as GET,
  noSuchAddress as PATCH,
  noSuchAddress as POST,
  noSuchAddress as PUT,
}
