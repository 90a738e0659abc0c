import { tokenize } from '../arabic/tokens.ts'

/** One way to write a name, folded, and how sure it is. */
export interface Spelling {
  words: readonly string[]
  how: 'NAME' | 'BELONGING' | 'AMBIGUOUS'
}

/** A name with all its spellings. */
export interface NameLine {
  name: string
  spellings: Spelling[]
}

const NISBA_ENDINGS = ['', 'ه', 'ين', 'ون', 'ان', 'تين']

/**
 * Reads a list of names, one a line: `name | other spelling | ~ambiguous form @nisba @plural`. A nisba (ending in ي) stands for
 * its feminine and plurals too, each with and without the article.
 */
export function nameLines(list: string): NameLine[] {
  return list
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [names = '', ...belonging] = line.split('@')
      const forms = names.split('|').map((form) => form.trim())
      const spellings = forms.flatMap((form) =>
        variants(wordsOf(form)).map((words): Spelling => ({ words, how: form.startsWith('~') ? 'AMBIGUOUS' : 'NAME' })),
      )
      for (const form of belonging)
        for (const words of inflected(wordsOf(form))) spellings.push({ words, how: 'BELONGING' })
      return { name: forms[0]!.replace('~', ''), spellings }
    })
}

const wordsOf = (text: string): string[] => tokenize(text).map(({ folded }) => folded)

/** «عبد الله» and «عبدالله» are one name, and so are «أبو بكر» and «أبي بكر». */
function variants(words: string[]): string[][] {
  const all = [words]
  const at = words.indexOf('عبد')
  if (at !== -1 && words[at + 1]?.startsWith('ال') === true)
    all.push([...words.slice(0, at), `عبد${words[at + 1]}`, ...words.slice(at + 2)])
  const joined = words.findIndex((word) => word.startsWith('عبدال'))
  if (joined !== -1) all.push([...words.slice(0, joined), 'عبد', words[joined]!.slice(3), ...words.slice(joined + 1)])
  if (words[0] === 'ابو') for (const father of ['ابي', 'ابا']) all.push([father, ...words.slice(1)])
  return all
}

function inflected(words: readonly string[]): string[][] {
  if (!words.every((word) => word.endsWith('ي'))) return [[...words]]
  return NISBA_ENDINGS.flatMap((ending) => {
    const forms = words.map((word) => word + ending)
    return [forms, forms.map((form) => `ال${form}`)]
  })
}
