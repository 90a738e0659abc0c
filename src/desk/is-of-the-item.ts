/** A database that is away, a deadlock or a cut connection may pass; what the item's own content causes will not. */
export function isOfTheItem(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) return code.startsWith('22') || code.startsWith('23')
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError
}
