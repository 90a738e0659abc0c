import type { RecordBatch } from '../stores/record-writer.ts'
import type { Admission } from './admission.ts'
import type { ChangeRecorder } from './change-recorder.ts'
import type { Draft } from './draft.ts'
import { keepsEveryDigest } from './kept-digests.ts'
import type { Workspace } from './workspace.ts'

/** What the decisions of a batch come to, as rows. */
export function recordBatch(workspace: Workspace, admission: Admission, recorder: ChangeRecorder): RecordBatch {
  const drafts = [...workspace.drafts]
  const fresh = drafts.filter(({ isNew }) => isNew)
  const changed = [...admission.changedArticles].filter(({ isNew }) => !isNew)
  const touched = [...fresh, ...changed]
  const taggings = touched.flatMap(({ newTaggings }) => newTaggings)
  const usedTags = new Set(taggings.map(({ tagId }) => tagId))
  const observations = lastWords(admission.observations)
  return {
    articles: fresh.map(({ article }) => article),
    changedArticles: changed.map(({ article }) => article),
    bodies: [...admission.editor.changedBodies].map(({ id, blocks }) => ({ articleId: id, blocks: blocks! })),
    analyses: admission.texts.analyses,
    texts: textRows(recorder),
    stories: [...admission.stories.created],
    changedStories: [...admission.stories.changed],
    clusterMoves: clusterMoves(admission),
    keys: [...admission.newKeys].map(([key, { id, keys }]) => ({ key, channel: keys.get(key)!, articleId: id })),
    observations: observations.map(({ draft, ...observation }) => ({ articleId: draft.id, ...observation })),
    forgottenObservations: observations
      .filter(({ draft, channel }) => !draft.isNew && !keepsEveryDigest(channel))
      .map(({ draft, channel }) => ({ articleId: draft.id, channel })),
    tags: [...workspace.tags.created].filter(({ id }) => usedTags.has(id)),
    changedTags: [...workspace.tags.changed],
    taggings: taggings.map(({ slug: _slug, ...tagging }) => tagging),
    links: [...admission.links.created],
    changedLinks: [...admission.links.changed],
    revisions: admission.editor.revisions,
    changes: recorder.changes,
    ...counts(touched),
  }
}

/** What search finds the articles by that are published at the end of the batch: first texts, then those that took their place. */
function textRows({ texts }: ChangeRecorder): RecordBatch['texts'] {
  const shown = [...texts].filter(([draft]) => draft.isPublished)
  const rounds = Math.max(0, ...shown.map(([, dated]) => dated.length))
  return Array.from({ length: rounds }, (_, round) =>
    shown.flatMap(([{ id: articleId }, dated]) => {
      const { position, publishedAt, text } = dated[round] ?? {}
      if (text === undefined) return []
      return [
        {
          articleId,
          publishedAt: publishedAt!,
          analyzerVersion: text.version,
          lexemes: text.lexemes,
          position: position!,
        },
      ]
    }),
  )
}

/** Of a channel that keeps only what it said last, the last of the batch: where batches end decides nothing. */
function lastWords(observations: Admission['observations']): Admission['observations'] {
  const words = observations.map((observation): [string, Admission['observations'][number]] => {
    const { draft, channel, digest } = observation
    return [JSON.stringify([draft.id, channel, keepsEveryDigest(channel) ? digest : null]), observation]
  })
  return [...new Map(words).values()]
}

function counts(drafts: readonly Draft[]): Pick<RecordBatch, 'sourceCounts' | 'tagCounts'> {
  const sources = new Map<string, { by: number; latest: Date }>()
  const tags = new Map<string, number>()
  for (const { source, publishedAtFirst, countChange } of drafts) {
    const known = sources.get(source.id) ?? { by: 0, latest: publishedAtFirst }
    sources.set(source.id, {
      by: known.by + countChange.articles,
      latest: new Date(Math.max(known.latest.getTime(), publishedAtFirst.getTime())),
    })
    for (const [id, by] of countChange.tags) tags.set(id, (tags.get(id) ?? 0) + by)
  }
  return {
    sourceCounts: [...sources].map(([id, count]) => ({ id, ...count })),
    tagCounts: [...tags].map(([id, by]) => ({ id, by })).filter(({ by }) => by !== 0),
  }
}

/** One move a pair of clusters, the last word of each. */
function clusterMoves({ stories }: Admission): RecordBatch['clusterMoves'] {
  const moves = stories.moves.map((move) => [`${move.from} ${move.to}`, move] as const)
  return [...new Map(moves).values()]
}
