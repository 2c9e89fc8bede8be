type Batches<In, Out> = {
  /** The batch after `last`, the last one of the batch before; an empty one is the end. */
  read: (last: In | undefined) => Promise<readonly In[]>
  work: (batch: readonly In[]) => Promise<Out>
  save: (done: Out) => Promise<void>
}

/**
 * Long work, a batch at a time: while one is worked on, the next is being read and the one before is being saved, so that
 * three batches are in memory and the work does not stand still for the database. Batches are saved in their order; when
 * one fails, nothing is begun after it and nothing is under way any more.
 */
export async function inBatches<In, Out>({ read, work, save }: Batches<In, Out>): Promise<void> {
  let reading = begin(read(undefined))
  let saving = begin<unknown>(Promise.resolve())
  try {
    for (;;) {
      const batch = await reading
      if (batch.length === 0) break
      reading = begin(read(batch.at(-1)))
      const done = await work(batch)
      await saving
      saving = begin(save(done))
    }
    await saving
  } finally {
    await Promise.allSettled([reading, saving])
  }
}

/** It may fail before it is waited for: that is met there. */
function begin<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
