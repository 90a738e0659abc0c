import type { Block } from '../api/reading-types.ts'
import { Icon } from '../icons.tsx'
import { dirOf } from '../words/dir-of.ts'
import { say } from '../words/say.ts'

interface Body {
  blocks: readonly Block[]
  language: string
  direction: 'RTL' | 'LTR'
}

/** The text piece by piece. Pictures and embeds lie on other servers, which this page asks nothing: it says where they are. */
export function Blocks({ blocks, language, direction }: Body) {
  return (
    <div class="body" lang={language} dir={dirOf(direction)}>
      {blocks.map((block, index) => (
        <One key={index} block={block} />
      ))}
    </div>
  )
}

function One({ block }: { block: Block }) {
  const { kind, text, attribution } = block
  const own = { lang: block.language ?? undefined, dir: dirOf(block.direction) }
  if (kind === 'HEADING') return <h3 {...own}>{text}</h3>
  if (kind === 'LIST') {
    return (
      <ul {...own}>
        {(text ?? '').split('\n').map((line, index) => (
          <li key={index}>{line}</li>
        ))}
      </ul>
    )
  }
  if (kind === 'QUOTE' || kind === 'EMBED') {
    return (
      <blockquote {...own}>
        {text && <p>{text}</p>}
        {(attribution || block.url) && (
          <footer>
            {attribution && <bdi>{attribution}</bdi>} {block.url && <Outside url={block.url} label={say('embed')} />}
          </footer>
        )}
      </blockquote>
    )
  }
  if (kind === 'IMAGE') {
    return (
      <p class="picture" {...own}>
        {block.url && <Outside url={block.url} label={say('picture')} />} {text && <bdi>{text}</bdi>}
      </p>
    )
  }
  return text ? <p {...own}>{text}</p> : null
}

function Outside({ url, label }: { url: string; label: string }) {
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {label} <Icon name="outside" />
    </a>
  )
}
