/** A value that is there, or will be. */
export type AtOnce<T> = T | Promise<T>

/** Goes on with a value at once where it is there: on a page of articles waiting for what is at hand takes longer than all else. */
export function withValue<T, R>(value: AtOnce<T>, next: (value: T) => AtOnce<R>): AtOnce<R> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** As `withValue` for many. */
export function withValues<T, R>(values: readonly AtOnce<T>[], next: (values: readonly T[]) => AtOnce<R>): AtOnce<R> {
  const isThere = values.every((value) => !(value instanceof Promise))
  return isThere ? next(values as readonly T[]) : Promise.all(values).then(next)
}
