/** Under this name a database notes its last backup, as a checkpoint: `{ takenAt, rows, bytes }`. */
export const LAST_BACKUP = 'backup:last'
