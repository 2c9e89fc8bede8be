/** Runs once when the server starts, before the first request is answered. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { startPortalProcess } = await import('./portal-process')
  await startPortalProcess()
}

export async function onRequestError(
  error: unknown,
  request: { path: string; method: string; headers: Record<string, string | string[] | undefined> },
  context: { routePath: string; routeType: string },
): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { logRequestError } = await import('./portal-process')
  await logRequestError(error, {
    requestId: String(request.headers['x-request-id'] ?? ''),
    method: request.method,
    ...context,
  })
}
