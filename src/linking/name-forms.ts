/** Shorter rests are more often another word than a name. */
const LEAST_REST = 3
const PARTICLES = new Set(Array.from('وفبلك', (letter) => letter.charCodeAt(0)))

/** Whether the first letter of a word can be a particle: most words need no second look. */
export const mayHaveParticles = (word: string): boolean => PARTICLES.has(word.charCodeAt(0))

/**
 * A folded word and what it may be without the particles written onto it, longest first: «وللعراق» is «للعراق» and «العراق».
 * The article stays, since it belongs to a name or does not: «المصر» is no Egypt.
 */
export function nameForms(word: string): string[] {
  const forms = [word]
  const joined = word[0]
  let rest = word
  if ((joined === 'و' || joined === 'ف') && word.length > LEAST_REST) {
    rest = word.slice(1)
    forms.push(rest)
  }
  addWithoutPreposition(word, forms)
  if (rest !== word) addWithoutPreposition(rest, forms)
  return forms
}

function addWithoutPreposition(word: string, forms: string[]): void {
  const letter = word[0]
  if ((letter !== 'ب' && letter !== 'ل' && letter !== 'ك') || word.length <= LEAST_REST) return
  forms.push(word.slice(1))
  if (letter === 'ل' && word[1] === 'ل') forms.push(`ال${word.slice(2)}`)
}
