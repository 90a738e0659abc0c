import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ArticleItem } from '../src/entities/article-item.ts'
import { AppError } from '../src/errors.ts'
import { readDocument } from '../src/ingestion/input-file.ts'
import { arrivals, bodyOf, type CorpusLine, readCorpus } from './corpus-lines.ts'
import { readRecords } from './labelled.ts'
import { spread } from './sampling.ts'
import { type Relevant, readQrels } from './search.ts'
import { asUsersSpell, onPersianKeyboard } from './spellings.ts'

/** Queries of one kind over the documents of a set. */
export interface Queries {
  /** Printed behind the names of the figures; empty where a set has one kind. */
  of: string
  queries: readonly { id: string; text: string }[]
  relevant: Relevant
  /** Least MRR@10 that is wanted. */
  goal: number
}

/** Documents, and what is asked of them. */
export interface SearchSet {
  documents: CorpusLine[]
  kinds: readonly Queries[]
}

const DOCUMENT = z.object({ _id: z.coerce.string(), title: z.string().nullish(), text: z.string().nullish() })
const QUERY = z.object({ _id: z.coerce.string(), text: z.string() })
const GOALS = { set: 0.93, titles: 0.647 }
/** Titles that are asked. */
const TITLES = 2_000

/** A set in BEIR's layout: corpus.jsonl, queries.jsonl and qrels.tsv of a folder, each also .gz. */
export async function beirSet(folder: string): Promise<SearchSet> {
  const documents = await readRecords(fileOf(folder, 'corpus.jsonl'), DOCUMENT)
  const queries = await readRecords(fileOf(folder, 'queries.jsonl'), QUERY)
  const qrels = Buffer.from(await readDocument(fileOf(folder, 'qrels.tsv'))).toString('utf8')
  return {
    documents: documents.map(({ _id, title, text }, index) => documentLine(index + 1, _id, { title, text })),
    kinds: [
      {
        of: '',
        queries: queries.map(({ _id, text }) => ({ id: _id, text })),
        relevant: readQrels(qrels),
        goal: GOALS.set,
      },
    ],
  }
}

function fileOf(folder: string, name: string): string {
  const path = [join(folder, name), join(folder, `${name}.gz`)].find(existsSync)
  if (path === undefined) throw new AppError('BAD_USER_INPUT', `there is no ${name} in ${folder}`)
  return path
}

/**
 * Titles of articles as queries for their bodies, which are indexed without title and excerpt: as published, as many spell, and
 * as they come from a Persian keyboard.
 */
export async function titleSet(file: string, full: boolean): Promise<SearchSet> {
  const lines = arrivals(await readCorpus(file)).filter((line) => bodyOf(line).trim() !== '')
  const documents = lines.map((line) => {
    const { source, publishedAt, observedAt } = line.item!
    return documentLine(line.line, line.id, { text: bodyOf(line), source, publishedAt, observedAt })
  })
  const titled = lines.filter(({ item }) => item!.title?.trim())
  const asked = full ? titled : spread(titled, TITLES)
  const kind = (of: string, spell: (title: string) => string): Queries => {
    const queries = asked.map(({ id, item }) => ({ id: `${id}${of}`, text: spell(item!.title!), doc: id }))
    const relevant = new Map(queries.map(({ id, doc }) => [id, new Set([doc])]))
    return { of, queries, relevant, goal: GOALS.titles }
  }
  return {
    documents,
    kinds: [
      kind(', titles as published', (title) => title),
      kind(', titles as users spell', asUsersSpell),
      kind(', titles from a Persian keyboard', onPersianKeyboard),
    ],
  }
}

function documentLine(line: number, id: string, item: ArticleItem): CorpusLine {
  return { line, id, url: null, item: { guid: id, ...item }, articleId: null, reason: null }
}
