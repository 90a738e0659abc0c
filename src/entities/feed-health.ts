/** Failures in a row from which a feed counts as FAILING. */
export const FAILING_FROM = 3
/** A feed or source that is polled and brought nothing for so many days is STALE. */
export const STALE_AFTER_DAYS = 7
