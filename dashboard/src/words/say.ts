import { number } from '../format.ts'
import { settings } from '../settings.ts'
import { ar, arForms } from './ar.ts'
import { en, enForms } from './en.ts'
import { counted } from './forms.ts'

export type Word = keyof typeof ar

/** What the page says in the language of the reader, with `{name}` replaced. */
export function say(word: Word, values: Readonly<Record<string, string>> = {}): string {
  const text = settings.language.value === 'ar' ? ar[word] : en[word]
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole)
}

/** A number of things, in the form that the language has for it: «٣ أخبار جديدة». */
export function sayCount(thing: keyof typeof arForms, n: number): string {
  const language = settings.language.value
  return counted(language, language === 'ar' ? arForms[thing] : enForms[thing], n, number(n))
}
