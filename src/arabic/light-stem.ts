/** The article and the particles written onto it, longest first. */
const DEFINITE = ['وبال', 'وكال', 'فبال', 'ولل', 'فلل', 'وال', 'بال', 'كال', 'فال', 'لل', 'ال']

/**
 * The word under its attached article and particles: «والجيش», «للجيش» and «الجيش» all give «جيش». Single letters (و، ب، ل) stay,
 * since without a table of attested words «وزير» would become «زير».
 * @param word a folded token
 */
export function stripArticle(word: string): string {
  for (const prefix of DEFINITE) {
    if (word.startsWith(prefix) && word.length - prefix.length >= 3) return word.slice(prefix.length)
  }
  return word
}
