import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Analyzer } from '../src/arabic/analyzer.ts'
import { fold } from '../src/arabic/fold.ts'
import { AppError } from '../src/errors.ts'
import { bundledAnalyzer } from '../src/stores/bundled-analyzer.ts'
import { figure, type Measure } from './measure.ts'

/** Parts of speech that carry content, as Universal Dependencies names them. */
const CONTENT: ReadonlySet<string> = new Set(['NOUN', 'VERB', 'ADJ', 'PROPN', 'ADV'])
const VOWEL_MARKS = /[\u064B-\u0652\u0670\u0640]/g
/** Pair F1 of the guarded light stemmer that ours grew from. */
const GOAL = 0.61

/** A content word as it stands in a text, with the lemma that it is of, without vowel marks. */
interface WordType {
  word: string
  lemma: string
}

/**
 * The distinct content words of a treebank as written: particles and pronouns, tokens of their own there, are joined again to
 * the word that they are written onto.
 */
function readTypes(path: string): WordType[] {
  const bytes = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
  const lemmas = new Map<string, string>()
  let word = ''
  let lemma: string | null = null
  const close = () => {
    if (lemma !== null && !lemmas.has(word)) lemmas.set(word, lemma)
    word = ''
    lemma = null
  }
  for (const line of text.split('\n')) {
    const [id, form, base, part, , , , , , notes] = line.split('\t')
    if (line === '' || part === 'PUNCT') close()
    if (line.startsWith('#') || form === undefined || base === undefined || part === 'PUNCT' || /\D/.test(id!)) continue
    word += form
    if (CONTENT.has(part!)) lemma ??= base.replace(VOWEL_MARKS, '')
    if (!notes?.includes('SpaceAfter=No')) close()
  }
  close()
  return [...lemmas].map(([written, of]) => ({ word: written, lemma: of }))
}

/** The treebanks of an input, which is one or a folder of them. Throws where there are none. */
function treebanksIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  const names = readdirSync(path).filter((name) => /\.conllu(?:\.gz)?$/.test(name))
  if (names.length === 0) throw new AppError('BAD_USER_INPUT', `${path} has no .conllu`)
  return names.sort().map((name) => join(path, name))
}

/** Pairs within groups of equal keys. */
function pairsWithin(keys: Iterable<string>): number {
  const sizes = new Map<string, number>()
  for (const key of keys) sizes.set(key, (sizes.get(key) ?? 0) + 1)
  let pairs = 0
  for (const size of sizes.values()) pairs += (size * (size - 1)) / 2
  return pairs
}

function scored(types: readonly WordType[], stem: (folded: string) => string) {
  const stems = types.map(({ word }) => stem(fold(word)))
  const right = pairsWithin(types.map(({ lemma }, at) => `${lemma} ${stems[at]}`))
  const together = pairsWithin(stems)
  const wanted = pairsWithin(types.map(({ lemma }) => lemma))
  const [precision, recall] = [together === 0 ? 0 : right / together, wanted === 0 ? 0 : right / wanted]
  return { precision, recall, f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall) }
}

/** Light10 (Larkey, Ballesteros, Connell 2007), the stemmer without a look at attested words, on folded text. */
function light10(word: string): string {
  let stem = word.length > 3 && word.startsWith('و') ? word.slice(1) : word
  const prefix = ['ال', 'وال', 'بال', 'كال', 'فال', 'لل'].find(
    (each) => stem.startsWith(each) && stem.length - each.length >= 2,
  )
  if (prefix !== undefined) stem = stem.slice(prefix.length)
  for (const suffix of ['ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي']) {
    if (stem.endsWith(suffix) && stem.length - suffix.length >= 2) stem = stem.slice(0, -suffix.length)
  }
  return stem
}

/** `sila eval stemming`: whether words of one lemma, and only they, get one stem, over all pairs of the content words of treebanks. */
export const measureStemming: Measure = async (inputs) => {
  const analyzer = await bundledAnalyzer()
  const types = inputs.flatMap(treebanksIn).flatMap(readTypes)
  const ours = scored(types, (word) => analyzer.lexeme(word))
  const theirs = scored(types, light10)
  const baseline = (value: number) => ({ name: 'light10', value, unit: 'share' })
  return {
    name: 'stemming',
    figures: [
      figure('pair F1', ours.f1, { baseline: baseline(theirs.f1), atLeast: GOAL }),
      figure('pair precision', ours.precision, { baseline: baseline(theirs.precision) }),
      figure('pair recall', ours.recall, { baseline: baseline(theirs.recall) }),
      figure('content words', types.length, { unit: 'words' }),
    ],
    details: [{ title: 'Lemmas with several stems', rows: splitLemmas(types, analyzer) }],
    records: types.map(({ word, lemma }) => ({ word, lemma, lexeme: analyzer.lexeme(fold(word)) })),
  }
}

function splitLemmas(types: readonly WordType[], analyzer: Analyzer) {
  const byLemma = new Map<string, Set<string>>()
  for (const { word, lemma } of types) {
    const stems = byLemma.get(lemma) ?? new Set()
    byLemma.set(lemma, stems.add(analyzer.lexeme(fold(word))))
  }
  return [...byLemma]
    .filter(([, stems]) => stems.size > 1)
    .map(([lemma, stems]) => ({ lemma, stems: [...stems].join(' ') }))
}
