// Makes lexicon/arabic-words.gz from a list of words, one a line: node scripts/make-lexicon.js WORDS. See lexicon/README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { fold } from '../dist/src/arabic/fold.js'
import { FrequencyTable } from '../dist/src/arabic/frequency-table.js'

const [path] = process.argv.slice(2)
if (path === undefined) {
  console.error('usage: node scripts/make-lexicon.js WORDS (after npm run build)')
  process.exit(2)
}
const ARABIC_WORD = /^[\u0621-\u064a]{2,24}$/
const counts = new Map()
for (const line of readFileSync(path, 'utf8').split('\n')) {
  const word = fold(line.trim())
  if (ARABIC_WORD.test(word)) counts.set(word, 1)
}
const target = new URL('../lexicon/arabic-words.gz', import.meta.url)
writeFileSync(target, await new FrequencyTable(0, 1, counts).encode())
console.log(`${counts.size} words`)
