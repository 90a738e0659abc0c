import type { MediaNs } from 'feedsmith'

interface Sized {
  url?: string
  width?: number
}

const IMAGE_FILE = /\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)/i
const byWidth = (sized: Sized[] | undefined): (string | undefined)[] =>
  [...(sized ?? [])].sort((a, b) => (b.width ?? 0) - (a.width ?? 0)).map(({ url }) => url)

/** Whether something attached is a picture, by its type or, without one, by its file name. */
export function isPicture(attached: { url?: string; type?: string; medium?: string }): boolean {
  if (attached.medium) return attached.medium === 'image'
  return attached.type ? attached.type.startsWith('image/') : IMAGE_FILE.test(attached.url ?? '')
}

/** Pictures of a Media RSS block, the widest first: contents, then thumbnails, then the same of its groups. */
export function picturesOf(media: MediaNs.ItemOrFeed | undefined): (string | undefined)[] {
  if (!media) return []
  return [media, ...(media.groups ?? [])].flatMap((part) => [
    ...byWidth(part.contents?.filter(isPicture)),
    ...byWidth(part.thumbnails),
    ...byWidth(part.contents?.flatMap((content) => content.thumbnails ?? [])),
  ])
}
