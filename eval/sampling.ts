import type { Random } from '../src/sample/seeded-random.ts'

/** At most `count` of the items, spread evenly over all of them; the same in every run. */
export function spread<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items]
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!)
}

/** A whole number from 0 to below a bound. */
export const below = (random: Random, bound: number): number => Math.floor(random() * bound)

/** One of the items; there is one. */
export const oneOf = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)]!
