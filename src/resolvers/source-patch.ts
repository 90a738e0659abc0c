import { attributionLine } from '../entities/attribution-line.ts'
import { countryCode } from '../entities/country.ts'
import { languageTagOf } from '../entities/language-tag.ts'
import { invalidSource } from '../entities/registry-error.ts'
import { type Source, UNKNOWN_SOURCE } from '../entities/source.ts'
import type { UserError } from '../entities/user-error.ts'
import type { SourceInput } from '../schema/feed-payloads.ts'
import type { SourcePatch } from '../stores/source-editor.ts'

const MAX_NAME = 200
const MAX_URL = 2_000
/** What needs no encoding in a command line, a list by commas or an address. */
const SLUG = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}.-]{0,99}$/u

/** What an input changes of a source, or everything in it that is not as it should be. */
export function sourcePatch(
  input: SourceInput,
  { slug: slugNow }: Pick<Source, 'slug'>,
): { ok: true; patch: SourcePatch } | { ok: false; errors: UserError[] } {
  const patch: SourcePatch = {}
  const errors: UserError[] = []
  const { name, slug, homepage, logo, country, language, display, attribution, paused } = input
  if (name !== undefined) {
    const text =
      name
        ?.normalize('NFC')
        .replace(/[\p{Cc}\s]+/gu, ' ')
        .trim() ?? ''
    if (text === '' || text.length > MAX_NAME) errors.push(invalidSource('name', 'name'))
    else patch.name = text
  }
  if (slug !== undefined && slug !== slugNow) {
    if (slugNow === UNKNOWN_SOURCE || slug === UNKNOWN_SOURCE) errors.push(invalidSource('slug', 'fixedSlug'))
    else if (slug === null || !SLUG.test(slug)) errors.push(invalidSource('slug', 'slug'))
    else patch.slug = slug
  }
  if (homepage !== undefined) {
    if (homepage === null || isAddress(homepage)) patch.homepage = homepage
    else errors.push(invalidSource('homepage', 'address'))
  }
  if (logo !== undefined) {
    if (logo === null) patch.logo = null
    else if (!isAddress(logo)) errors.push(invalidSource('logo', 'address'))
    else patch.logo = { url: logo, alt: null, caption: null, credit: null, width: null, height: null }
  }
  if (country !== undefined) {
    const code = country === null ? null : countryCode(country)
    if (country !== null && code === null) errors.push(invalidSource('country', 'country'))
    else patch.country = code
  }
  if (language !== undefined) {
    const tag = language === null ? null : languageTagOf(language)
    if (tag === null) errors.push(invalidSource('language', 'language'))
    else patch.language = tag
  }
  if (display === null) errors.push(invalidSource('display', 'value'))
  else if (display !== undefined) patch.display = display
  if (attribution !== undefined) {
    const line = attribution === null ? null : attributionLine(attribution)
    if (attribution !== null && line === null) errors.push(invalidSource('attribution', 'attribution'))
    else patch.attribution = line
  }
  if (paused === null) errors.push(invalidSource('paused', 'value'))
  else if (paused !== undefined) patch.paused = paused
  return errors.length > 0 ? { ok: false, errors } : { ok: true, patch }
}

function isAddress(text: string): boolean {
  if (text.length > MAX_URL || text.includes('\0') || !URL.canParse(text)) return false
  const { protocol, username, password } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}
