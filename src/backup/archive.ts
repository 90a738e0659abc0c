import { stat } from 'node:fs/promises'
import { FolderReader, FolderWriter } from './folder-archive.ts'
import { TarReader, TarWriter } from './tar-archive.ts'

/** One entry as it is read. */
export interface Entry {
  name: string
  bytes: Buffer
  /** Where it begins, in words for who looks for damage. */
  place: string
}

/** Takes the entries of a backup one after the other; what is not finished is nowhere under its name. */
export interface ArchiveWriter {
  add(name: string, bytes: Buffer): Promise<void>
  /** Everything is on the disk, and appears under its name. */
  finish(): Promise<void>
  /** Takes away what was begun. */
  abandon(): Promise<void>
}

/** Gives the entries of a backup in the order in which they were written. Throws DamagedBackup. */
export interface ArchiveReader {
  /** Bytes altogether, and how many of them were read. */
  readonly size: number
  readonly done: number
  entries(): AsyncIterable<Entry>
}

/** Begins a backup: a folder where the path is one or ends with a slash, else a file. Throws where something is there. */
export async function createArchive(path: string): Promise<ArchiveWriter> {
  const isFolder = path.endsWith('/') || (await kindOf(path)) === 'folder'
  return isFolder ? await FolderWriter.create(path.replace(/\/+$/, '')) : await TarWriter.create(path)
}

/** Opens a backup. Throws where none is there. */
export async function openArchive(path: string): Promise<ArchiveReader> {
  const { isFile, size } = await stat(path).then((stats) => ({ isFile: !stats.isDirectory(), size: stats.size }))
  return isFile ? new TarReader(path, size) : await FolderReader.open(path)
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const stats = await stat(path).catch(() => null)
  return stats === null ? null : stats.isDirectory() ? 'folder' : 'file'
}
