import { type Direction, directionOf, languageOf } from '../arabic/language.ts'
import type { Block } from '../entities/delivered-article.ts'
import { directionOfLanguage } from './extract/block-language.ts'

/** The languages that `languageOf` tells apart; it can say nothing against others of the same script. */
const TOLD = new Set(['ar', 'fa', 'ur', 'en', 'fr'])
/** Under this many letters what is declared is believed, as long as the script fits it. */
const MIN_LETTERS = 200
/** ISO 639-2 codes that name no language. */
const NO_LANGUAGE = new Set(['und', 'mul', 'mis', 'zxx'])

/** A declared language in its canonical BCP 47 form, without extensions; null where it is none. */
export function languageTag(declared: string | null | undefined): string | null {
  const tag = declared?.trim().replaceAll('_', '-') ?? ''
  if (!/^[a-z]{2,3}(?:-|$)/i.test(tag)) return null
  try {
    const { baseName, language } = new Intl.Locale(tag)
    return NO_LANGUAGE.has(language) ? null : baseName
  } catch {
    return null
  }
}

/** What tells the language of an article: its title and paragraphs. Embeds are others' words. */
export function tellingText(title: string, blocks: readonly Block[] | null, excerpt: string | null): string {
  const own = (blocks ?? []).filter(({ kind }) => kind === 'PARAGRAPH').map(({ text }) => text)
  return [title, ...(own.length > 0 ? own : [excerpt ?? ''])].join('\n')
}

/**
 * The language of a text. A declared one holds unless the text clearly says otherwise: it is in another script, or long
 * and full of another language's commonest words. `und` where neither tells.
 */
export function articleLanguage(text: string, declared: string | null): string {
  const detected = languageOf(text)
  if (declared === null || detected === 'und') return declared ?? detected
  const [language = ''] = declared.split('-')
  if (detected === language) return declared
  if (directionOfLanguage(declared) !== directionOf(text)) return detected
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  return TOLD.has(language) && letters >= MIN_LETTERS ? detected : declared
}

/** The direction of a text; where it has no letters, that of its language. */
export const articleDirection = (text: string, language: string): Direction =>
  /\p{L}/u.test(text) ? directionOf(text) : directionOfLanguage(language)
