/** Whether a JSON value has at most so many characters, without writing it down. */
export function isWithin(value: unknown, characters: number): boolean {
  return roomAfter(value, characters) >= 0
}

/** What is left of some characters after a value; below 0 as soon as it is known that nothing is. */
function roomAfter(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length - 2
  if (typeof value !== 'object' || value === null) return room - String(value).length
  let left = room - 2
  for (const [name, one] of Object.entries(value)) {
    if (left < 0) return left
    left = roomAfter(one, left - 1 - (Array.isArray(value) ? 0 : name.length + 3))
  }
  return left
}
