/**
 * An async generator that can be left while it waits: return() first tells its signal, because a generator alone would be
 * released only after the value that it waits for.
 */
export function abortable<T>(
  generate: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T> {
  const abort = new AbortController()
  const generator = generate(abort.signal)
  const leave = async (): Promise<IteratorResult<T>> => {
    abort.abort()
    await generator.return()
    return { done: true, value: undefined }
  }
  return {
    next: () => generator.next(),
    return: leave,
    throw: async (error) => {
      await leave()
      throw error
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
