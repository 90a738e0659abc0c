import type { ParagraphChange, Revision } from '../api/reading-types.ts'
import { moment } from '../format.ts'
import { dirOf } from '../words/dir-of.ts'
import { say } from '../words/say.ts'
import { changedWords } from './changed-words.ts'

/** What the publisher changed, word by word. */
export function Revisions({ revisions, direction }: { revisions: readonly Revision[]; direction: 'RTL' | 'LTR' }) {
  if (revisions.length === 0) return null
  return (
    <section class="around revisions">
      <h3>{say('revisions')}</h3>
      {revisions.map(({ at, title, paragraphs }) => (
        <section key={at}>
          <h4>
            <time dateTime={at}>{say('revisionAt', { at: moment(new Date(at)) })}</time>
          </h4>
          <p class="note">
            <bdi>{say('newTitle', { title })}</bdi>
          </p>
          {paragraphs.map((change, index) => (
            <Change key={index} change={change} direction={direction} />
          ))}
        </section>
      ))}
    </section>
  )
}

function Change({ change: { before, after }, direction }: { change: ParagraphChange; direction: 'RTL' | 'LTR' }) {
  const dir = dirOf(direction)
  return (
    <p class="change" dir={dir}>
      {changedWords(before ?? '', after ?? '').map(({ kind, text }, index) => {
        if (kind === 'same') return <span key={index}>{text}</span>
        const Mark = kind === 'added' ? 'ins' : 'del'
        return (
          <Mark key={index}>
            <span class="unseen">{say(kind)}: </span>
            {text}
          </Mark>
        )
      })}
    </p>
  )
}
