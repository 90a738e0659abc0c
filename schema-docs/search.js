// Finds types and fields of the page by name or by words of their descriptions, in any spelling of Arabic.
const MOST = 50
const box = document.getElementById('search')
const results = document.getElementById('results')
const menu = document.getElementById('menu')

/** Compared only: small letters, no marks, one form of alef, ya and ta marbuta. */
const fold = (text) =>
  text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u064b-\u065f\u0670\u0640\u0653-\u0655]/g, '')
    .replace(/[أإآٱ]/g, 'ا')
    .replace(/ى/g, 'ي')
    .replace(/ة/g, 'ه')

/** What an entry says of itself, without the entries within it. */
function textOf(element) {
  const parts = [...element.children].filter((child) => !child.matches('.members, .note'))
  return parts.map((part) => part.textContent).join(' ')
}

const entries = [...document.querySelectorAll('[data-entry]')].map((element) => {
  const text = textOf(element)
  return {
    id: element.id,
    name: fold(element.id),
    text: fold(text),
    said: element.querySelector('p')?.textContent ?? '',
  }
})

/** Whole names first, then what begins with the words, then names, then descriptions. */
function rankOf({ name, text }, words) {
  if (!words.every((word) => name.includes(word) || text.includes(word))) return null
  const last = name.split('.').at(-1)
  const [word] = words
  if (name === word || last === word) return 0
  if (last.startsWith(word)) return 1
  return words.every((each) => name.includes(each)) ? 2 : 3
}

function show() {
  const words = fold(box.value).split(/\s+/).filter(Boolean)
  menu.hidden = words.length > 0
  results.hidden = words.length === 0
  const found = entries
    .map((entry) => ({ ...entry, rank: words.length === 0 ? null : rankOf(entry, words) }))
    .filter(({ rank }) => rank !== null)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
  results.replaceChildren(
    ...found.map(({ id, said }) => {
      const [item, link, code, line] = ['li', 'a', 'code', 'small'].map((name) => document.createElement(name))
      link.href = `#${id}`
      code.dir = 'ltr'
      code.textContent = id
      line.textContent = said
      link.append(code)
      item.append(link, line)
      return item
    }),
  )
}

box.addEventListener('input', show)
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || document.activeElement === box) return
  event.preventDefault()
  box.focus()
})
show()
