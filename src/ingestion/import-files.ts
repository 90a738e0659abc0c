import { fold } from '../arabic/fold.ts'
import type { ArticleItem, ParsedDocument, Rejection } from '../entities/article-item.ts'
import type { SourceReference } from '../entities/inbox.ts'
import { messageOf } from '../errors.ts'
import type { InboxStore, OutcomeRow } from '../stores/inbox-store.ts'
import type { RawPayloadStore } from '../stores/raw-payload-store.ts'
import { clean } from './clean.ts'
import { Delivery } from './deliver.ts'
import { type Bookmark, type ImportPlace, ImportProgress } from './import-place.ts'
import { type InputKind, inputFiles, inputKind, readByteLines, readDocument } from './input-file.ts'
import { parseDocument } from './parse-document.ts'
import { articleRecords } from './records.ts'

/** What an import came to; the shape that `sila import` prints. */
export interface ImportResult {
  articles: { created: number; revised: number; unchanged: number }
  links: { created: number; resolved: number }
  rejected: { path: string; line: number | null; reason: string }[]
}

export interface ImportOptions {
  /** Slug for what names no source itself. */
  source: string | null
  /** Address of a page that is imported. */
  url: string | null
  now(): Date
  /** Where the place is kept, so that an import that was stopped goes on there. */
  bookmark?: Bookmark
  /** Hears where an import goes on that was stopped. */
  onResume?(path: string, line: number): void
  /** Hears how many articles are settled, of how many read so far. */
  onProgress?(settled: number, read: number, rejected: number): void
  /** Hears once of each kind of trouble that loses nothing. */
  onWarning?(warning: string): void
}

/** Reads files and folders, delivers what they hold, and waits until the desk has settled all of it. */
export class FileImport {
  #result: ImportResult = {
    articles: { created: 0, revised: 0, unchanged: 0 },
    links: { created: 0, resolved: 0 },
    rejected: [],
  }
  readonly #places: { path: string; line: number | null; isRecord: boolean }[] = []
  readonly #delivery: Delivery
  readonly #progress: ImportProgress
  /** What was done before a stop; null once it is passed. */
  #before: ImportPlace | null = null
  #settled = 0
  #read = 0

  constructor(
    inbox: InboxStore,
    private readonly payloads: RawPayloadStore,
    private readonly options: ImportOptions,
  ) {
    this.#delivery = new Delivery(inbox, (outcome) => this.#settle(outcome))
    this.#progress = new ImportProgress(options.bookmark ?? null)
  }

  async run(paths: readonly string[]): Promise<ImportResult> {
    this.#before = await this.#progress.found()
    if (this.#before !== null) {
      this.#result = this.#before.result
      this.options.onResume?.(this.#before.path, this.#before.line)
    }
    for (const path of paths) {
      try {
        for await (const file of inputFiles(path)) {
          if (this.#before !== null && this.#before.path !== file) continue
          await this.#file(file)
          this.#before = null
        }
      } catch (error) {
        this.#reject(path, null, messageOf(error))
      }
    }
    await this.#delivery.finish()
    await this.#progress.done()
    return this.#result
  }

  async #file(path: string): Promise<void> {
    const kind = inputKind(path)
    this.#progress.begun(path)
    if (kind === null)
      return this.#reject(
        path,
        null,
        'the name does not tell what it is: .txt .html .xml .rss .atom .json .jsonl, also .gz',
      )
    try {
      if (kind === 'records') await this.#records(path)
      else await this.#document(path, kind)
    } catch (error) {
      this.#reject(path, null, messageOf(error))
    }
  }

  async #records(path: string): Promise<void> {
    const { options } = this
    const from = this.#before?.line ?? 0
    for await (const record of articleRecords(readByteLines(path), options.now(), options.onWarning)) {
      if (record.line !== null && record.line <= from) continue
      if ('reason' in record) this.#reject(path, record.line, record.reason)
      else await this.#item(path, record.item, record.line, this.#sourceOf(record.item, null), null, true)
    }
  }

  async #document(path: string, kind: Exclude<InputKind, 'records'>): Promise<void> {
    const bytes = await readDocument(path)
    const document = parseDocument(bytes, kind, this.options.now(), this.options.url)
    for (const { line, reason } of document.rejected) this.#reject(path, line, reason)
    if (document.items.length === 0) return
    const raw = await this.payloads.keep({ bytes, origin: path, mediaType: null })
    for (const { item, line } of document.items) {
      const source = this.#sourceOf(item, document)
      await this.#item(path, item, line, source, raw)
    }
  }

  async #item(
    path: string,
    item: ArticleItem,
    line: number | null,
    source: SourceReference,
    raw: string | null,
    isRecord = false,
  ): Promise<void> {
    const cleaned = clean(item, { now: this.options.now() })
    if (!cleaned.ok) return this.#reject(path, line, cleaned.reason)
    this.#places.push({ path, line, isRecord })
    this.#read++
    const payload = { source, article: cleaned.article }
    await this.#delivery.add({ kind: 'ARTICLE', channel: channelOf(source), payload, rawPayloadId: raw })
    await this.#progress.note(performance.now())
  }

  /** A source that the item names comes first, then the one given for the import, then the feed's own title. */
  #sourceOf(item: ArticleItem, document: ParsedDocument | null): SourceReference {
    const { source } = this.options
    if (item.source) return { name: item.source }
    if (document?.format === 'page-dump')
      return document.items[0]?.item === item && source !== null ? { slug: source } : {}
    if (source !== null) return { slug: source, name: document?.title ?? null, homepage: document?.homepage ?? null }
    return document?.title ? { name: document.title, homepage: document.homepage, language: document.language } : {}
  }

  #settle({ outcome, reason, linksCreated, linksResolved }: OutcomeRow): void {
    const place = this.#places.shift()!
    if (!place.isRecord) this.#progress.settledAt(place.path, null, false, this.#result)
    const { articles, links } = this.#result
    if (outcome === 'CREATED') articles.created++
    else if (outcome === 'REVISED') articles.revised++
    else if (outcome === 'UNCHANGED') articles.unchanged++
    else this.#reject(place.path, place.line, reason ?? 'refused')
    links.created += linksCreated
    links.resolved += linksResolved
    this.#settled++
    if (place.isRecord) this.#progress.settledAt(place.path, place.line, true, this.#result)
    this.options.onProgress?.(this.#settled, this.#read, this.#result.rejected.length)
  }

  #reject(path: string, line: Rejection['line'], reason: string): void {
    this.#result.rejected.push({ path, line, reason })
  }
}

const FILES = 'files:'

/** Files of one source are one channel: their GUIDs mean the same. */
const channelOf = ({ slug, name }: SourceReference): string => `${FILES}${slug ?? fold(name ?? 'unknown')}`

/** Whether a channel is one of imported files, whose bytes came from no address. */
export const isOfFiles = (channel: string): boolean => channel.startsWith(FILES)
