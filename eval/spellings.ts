const USERS: Readonly<Record<string, string>> = { أ: 'ا', إ: 'ا', آ: 'ا', ٱ: 'ا', ة: 'ه', ى: 'ي' }
const PERSIAN: Readonly<Record<string, string>> = { ي: 'ی', ى: 'ی', ك: 'ک' }

const respelt = (text: string, letters: Readonly<Record<string, string>>): string =>
  text.replace(/[\u0621-\u064A\u0671]/g, (letter) => letters[letter] ?? letter)

/** As many type: no hamza on or under the alef, «ه» for «ة», «ي» for «ى». */
export const asUsersSpell = (text: string): string => respelt(text, USERS)

/** As it comes from a Persian keyboard: «ی» and «ک» of their own code points. */
export const onPersianKeyboard = (text: string): string => respelt(text, PERSIAN)
