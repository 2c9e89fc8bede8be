/** In the browser, where a wait is over after `ms` milliseconds or later. */
export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
