/** The value where it comes within the time; null where it takes longer or fails (the promise itself tells which). */
export async function soon<T>(promise: Promise<T>, withinMs: number): Promise<{ value: T } | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), withinMs)
  })
  try {
    return await Promise.race([
      promise.then(
        (value) => ({ value }),
        () => null,
      ),
      late,
    ])
  } finally {
    clearTimeout(timer)
  }
}
