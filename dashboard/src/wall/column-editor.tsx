import { signal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Column, ColumnFilter } from '../address.ts'
import { reasonOf, sila } from '../api/client.ts'
import { SOURCES, TAG_NAMES } from '../api/documents.ts'
import { columns, distinct } from '../place.ts'
import { say } from '../words/say.ts'
import { languageName, sourceNames } from './columns.ts'

const LANGUAGES = ['ar', 'en', 'fr', 'fa', 'tr', 'he']
/** Sources that the editor lists; of more the reader writes the slug into the words of another column's address. */
const MOST_PAGES = 5
/** Which column is edited; -1 for a new one. */
const edited = signal<number | null>(null)
export const editColumn = (index: number): void => {
  edited.value = index
}

interface TagPage {
  tags: { nodes: { slug: string; name: string }[] }
}

interface SourcePage {
  sources: {
    nodes: { slug: string; name: string }[]
    pageInfo: { hasNextPage: boolean; endCursor: string | null }
  }
}

/** Learns the names of the sources; what fails is asked for again by the editor. */
export async function loadSources(): Promise<void> {
  if (sourceNames.value.size > 0) return
  const names = new Map<string, string>()
  let after: string | null = null
  for (let page = 0; page < MOST_PAGES; page++) {
    const { sources }: SourcePage = await sila().query<SourcePage>(SOURCES, { after })
    for (const { slug, name } of sources.nodes) names.set(slug, name)
    if (!sources.pageInfo.hasNextPage) break
    after = sources.pageInfo.endCursor
  }
  sourceNames.value = names
}

/** The dialog in which a column's filter is set. */
export function ColumnEditor() {
  if (edited.value === null) return null
  return <Editor key={edited.value} index={edited.value} />
}

function Editor({ index }: { index: number }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const { title, filter }: Column = columns.value[index] ?? { title: '', filter: {} }
  useEffect(() => {
    dialog.current?.showModal()
    loadSources().catch((error) => setFailure(reasonOf(error)))
  }, [])
  const close = () => {
    edited.value = null
  }
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    try {
      const tags = await Promise.all(wordsOf(form.get('tags')).map(knownTag))
      const filter = filterOf(
        form,
        tags.map(({ slug }) => slug),
      )
      const named = String(form.get('title')).trim()
      const told = [...(filter.text ? [filter.text] : []), ...tags.map(({ name }) => `#${name}`)]
      const column = { title: named === '' && tags.length > 0 ? told.join('، ') : named, filter }
      columns.value = distinct(index < 0 ? [...columns.value, column] : columns.value.with(index, column))
      close()
    } catch (error) {
      setFailure(reasonOf(error))
    }
  }
  return (
    <dialog class="dialog" ref={dialog} onClose={close} aria-labelledby="editor-title">
      <form method="dialog" onSubmit={(event) => void save(event)}>
        <h2 id="editor-title">{say(index < 0 ? 'addColumn' : 'editColumn')}</h2>
        <label>
          {say('columnName')}
          <input name="title" dir="auto" maxLength={80} placeholder={say('columnNameHint')} defaultValue={title} />
        </label>
        <label>
          {say('words')}
          <input
            name="text"
            dir="auto"
            maxLength={200}
            placeholder={say('wordsHint')}
            defaultValue={filter.text ?? ''}
          />
        </label>
        <TagField tags={filter.tags ?? []} />
        <Choices legend={say('sources')} name="sources" chosen={filter.sources ?? []} all={[...sourceNames.value]} />
        {sourceNames.value.size === 0 && <p class="note">{failure === null ? say('noSources') : failure}</p>}
        <Choices
          legend={say('languages')}
          name="languages"
          chosen={filter.languages ?? []}
          all={LANGUAGES.map((tag) => [tag, languageName(tag)])}
        />
        <label class="check">
          <input type="checkbox" name="readAlso" defaultChecked={filter.hasReadAlso ?? false} />
          {say('readAlsoOnly')}
        </label>
        <footer>
          <button type="submit" class="primary">
            {say('save')}
          </button>
          <button type="button" onClick={close}>
            {say('cancel')}
          </button>
        </footer>
      </form>
    </dialog>
  )
}

function Choices(props: {
  legend: string
  name: string
  chosen: readonly string[]
  all: readonly (readonly [string, string])[]
}) {
  const { legend, name, chosen, all } = props
  const unknown = chosen
    .filter((value) => !all.some(([known]) => known === value))
    .map((value) => [value, value] as const)
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="choices">
        {[...unknown, ...all].map(([value, label]) => (
          <label class="check" key={value}>
            <input type="checkbox" name={name} value={value} defaultChecked={chosen.includes(value)} />
            <bdi>{label}</bdi>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

/** Tags by name, with those that the server knows offered. */
function TagField({ tags }: { tags: readonly string[] }) {
  const [offered, setOffered] = useState<{ slug: string; name: string }[]>([])
  const offer = (event: Event) => {
    const words = (event.currentTarget as HTMLInputElement).value.split(/[,،]/).at(-1)!.trim()
    if (words.length < 2) return
    sila()
      .query<TagPage>(TAG_NAMES, { query: words })
      .then(({ tags }) => setOffered(tags.nodes))
      .catch(() => setOffered([]))
  }
  return (
    <label>
      {say('tags')}
      <input
        name="tags"
        dir="auto"
        list="known-tags"
        placeholder={say('tagsHint')}
        defaultValue={tags.map(spaced).join('، ')}
        onInput={offer}
      />
      <datalist id="known-tags">
        {offered.map(({ slug, name }) => (
          <option key={slug} value={name} />
        ))}
      </datalist>
    </label>
  )
}

const spaced = (slug: string): string => slug.replaceAll('-', ' ')
const wordsOf = (field: unknown): string[] =>
  String(field)
    .split(/[,،]/)
    .map((words) => words.trim().replace(/^#/, ''))
    .filter((words) => words !== '')

/** The tag that words name in any spelling; of those that none bears yet, what its slug will be. */
async function knownTag(words: string): Promise<{ slug: string; name: string }> {
  const { tags } = await sila().query<TagPage>(TAG_NAMES, { query: words })
  const slug = words
    .replace(/[\u064b-\u0652\u0640]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ة/g, 'ه')
    .replace(/ى/g, 'ي')
  const hyphened = slug.toLowerCase().replace(/[\s_]+/g, '-')
  return tags.nodes.find((tag) => tag.slug === hyphened) ?? tags.nodes[0] ?? { slug: hyphened, name: words }
}

function filterOf(form: FormData, tags: readonly string[]): ColumnFilter {
  const filter: { -readonly [Name in keyof ColumnFilter]: ColumnFilter[Name] } = {}
  const sources = form.getAll('sources').map(String)
  const languages = form.getAll('languages').map(String)
  const text = String(form.get('text')).trim()
  if (sources.length > 0) filter.sources = sources
  if (tags.length > 0) filter.tags = tags
  if (languages.length > 0) filter.languages = languages
  if (text !== '') filter.text = text
  if (form.get('readAlso') !== null) filter.hasReadAlso = true
  return filter
}
