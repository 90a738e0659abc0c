import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Story, StoryLine } from './edition.ts'

/** A publisher of the sample. */
export interface SampleSource {
  slug: string
  name: string
  homepage: string
  country: string
  language: string
}

/** The bundled sample: invented publishers, and the stories that they tell. */
export interface Sample {
  sources: readonly SampleSource[]
  stories: readonly Story[]
}

/** The folder of the sample: the nearest `sample` above this module, which runs from sources and compiled. */
export function sampleFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const sample = join(folder, 'sample')
    if (existsSync(join(sample, 'sources.json'))) return sample
    if (dirname(folder) === folder) throw new Error(`there is no folder «sample» above ${import.meta.dirname}`)
  }
}

/** Reads a sample: `sources.json`, and a story in each file of `stories/` (a head, then a line an article). */
export async function loadSample(folder: string = sampleFolder()): Promise<Sample> {
  const stories = join(folder, 'stories')
  const names = (await readdir(stories)).filter((name) => name.endsWith('.jsonl')).sort()
  return {
    sources: JSON.parse(await readFile(join(folder, 'sources.json'), 'utf8')) as SampleSource[],
    stories: await Promise.all(names.map(async (name) => parseStory(await readFile(join(stories, name), 'utf8')))),
  }
}

function parseStory(text: string): Story {
  const [head, ...lines] = text.split('\n').filter((line) => line.trim() !== '')
  const { story, numbers } = JSON.parse(head!) as Pick<Story, 'story' | 'numbers'>
  return { story, numbers, lines: lines.map((line) => JSON.parse(line) as StoryLine) }
}
