import { directionOf, languageOf } from '../../arabic/language.ts'
import type { PageProfile } from './profile.ts'

interface Block {
  text: string
  html: string
  /** Text that runs the other way than the article; null for a post, which no other post takes in. */
  foreign: boolean | null
}

const escapeHtml = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')

/**
 * The text of an article as HTML, a `p` for each paragraph; null where there is none. Foreign paragraphs before a line that signs
 * a post become a quote in the form that the network itself embeds; of a post in the article's language, the one before it.
 */
export function bodyHtml(paragraphs: readonly string[], profile: PageProfile): string | null {
  const direction = directionOf(paragraphs.join(' ').slice(0, 20_000))
  const blocks: Block[] = []
  for (const text of paragraphs) {
    const post = profile.postSignature.test(text) ? takePost(blocks) : []
    if (post.length > 0) blocks.push({ text, html: postHtml(post, text), foreign: null })
    else blocks.push({ text, html: `<p>${escapeHtml(text)}</p>`, foreign: directionOf(text) !== direction })
  }
  return blocks.length === 0 ? null : blocks.map((block) => block.html).join('\n')
}

function takePost(blocks: Block[]): Block[] {
  const last = blocks.at(-1)
  if (!last || last.foreign === null) return []
  const before = blocks.findLastIndex((block) => block.foreign !== true)
  return blocks.splice(last.foreign ? before + 1 : blocks.length - 1)
}

function postHtml(post: readonly Block[], signature: string): string {
  const text = post.map((block) => block.text).join('\n')
  const language = languageOf(text)
  const lang = language === 'und' ? '' : ` lang="${language}"`
  const html = post.map((block) => block.html).join('')
  return `<blockquote class="twitter-tweet"${lang} dir="${directionOf(text).toLowerCase()}">${html}${escapeHtml(signature)}</blockquote>`
}
