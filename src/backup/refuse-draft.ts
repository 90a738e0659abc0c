/** Says why a backup cannot be begun under a name. */
export function refuseDraft(error: NodeJS.ErrnoException, draft: string): never {
  if (error.code !== 'EEXIST') throw error
  throw new Error(`${draft} is there: another backup is being written, or one was killed; then remove it`, {
    cause: error,
  })
}
