import type { Block } from '../entities/delivered-article.ts'

/** The paragraphs of an article that are read for what it says: those of its body, or its excerpt where it has none. */
export function printedParagraphs(
  blocks: readonly Pick<Block, 'kind' | 'text'>[] | null,
  excerpt: string | null,
): string[] {
  const told = (blocks ?? []).filter(({ kind }) => kind !== 'EMBED')
  const texts = told.length > 0 ? told.map(({ text }) => text) : [excerpt ?? '']
  return texts.filter((text) => text !== '')
}
