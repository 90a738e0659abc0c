/** How much of a file is read (RFC 9309, 2.5). */
const READ_CHARACTERS = 500_000
/** Rules that are kept of one group, the first ones: matching is done on the thread that serves everybody. */
const MAX_RULES = 5_000
/** A longer pause between two requests is not kept: it means «stay away», and that is what Disallow is for. */
const LONGEST_DELAY_SECONDS = 3_600

interface Rule {
  allow: boolean
  pattern: string
}

/** What a robots.txt says to one crawler. */
export interface RobotsText {
  rules: readonly Rule[]
  crawlDelaySeconds: number | null
}

interface Group extends RobotsText {
  rules: Rule[]
}

/**
 * Reads a robots.txt for one product token (RFC 9309, 2.2): the groups that name it, together; where none does, those for «*».
 * Own code, since robots-parser needs seconds for a file made to be slow, on the thread that serves everybody.
 */
export function readRobots(text: string, token: string): RobotsText {
  const ours: Group = { rules: [], crawlDelaySeconds: null }
  const everyones: Group = { rules: [], crawlDelaySeconds: null }
  let current = new Set<Group>()
  let namesAgents = false
  let named = false
  for (const line of text.slice(0, READ_CHARACTERS).split(/\r\n?|\n/)) {
    const [, key = '', value = ''] = /^\s*([a-z-]+)\s*:([^#]*)/i.exec(line) ?? []
    const content = value.trim()
    switch (key.toLowerCase()) {
      case 'user-agent':
        if (!namesAgents) current = new Set()
        namesAgents = true
        if (content === '*') current.add(everyones)
        else if (tokenOf(content) === token.toLowerCase()) {
          named = true
          current.add(ours)
        }
        break
      case 'allow':
      case 'disallow':
        namesAgents = false
        // An empty pattern says nothing, and so lets everything pass.
        if (content !== '') {
          const rule = { allow: key.toLowerCase() === 'allow', pattern: inOneSpelling(content) }
          for (const group of current) if (group.rules.length < MAX_RULES) group.rules.push(rule)
        }
        break
      case 'crawl-delay':
        namesAgents = false
        for (const group of current) group.crawlDelaySeconds = delayOf(content)
        break
    }
  }
  return named ? ours : everyones
}

/** Whether rules let an address pass: the longest pattern that fits decides, and of two as long the one that allows. */
export function isAllowed(robots: RobotsText, url: URL): boolean {
  const path = inOneSpelling(url.pathname + url.search)
  if (path === '/robots.txt') return true
  let best: Rule | null = null
  for (const rule of robots.rules) {
    const length = best?.pattern.length ?? -1
    if (rule.pattern.length < length || (rule.pattern.length === length && !rule.allow)) continue
    if (fits(rule.pattern, path)) best = rule
  }
  return best?.allow ?? true
}

/** Each part between stars where it first occurs: for patterns without other wildcards that finds a fit where there is one. */
function fits(pattern: string, path: string): boolean {
  const toEnd = pattern.endsWith('$')
  const parts = (toEnd ? pattern.slice(0, -1) : pattern).split('*')
  const first = parts.shift()!
  if (!path.startsWith(first)) return false
  if (parts.length === 0) return !toEnd || path.length === first.length
  const last = toEnd ? parts.pop()! : ''
  let at = first.length
  for (const part of parts) {
    const found = path.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return path.length - last.length >= at && path.endsWith(last)
}

/** `Name/1.0 (more)` is `name` (RFC 9309, 2.2.1). */
function tokenOf(agent: string): string {
  return /^[a-z_-]*/i.exec(agent)![0].toLowerCase()
}

function delayOf(content: string): number | null {
  const seconds = Number(content)
  return content !== '' && seconds > 0 ? Math.min(seconds, LONGEST_DELAY_SECONDS) : null
}

/** Percent-encoding in one spelling: beyond ASCII encoded, upper-case digits, unreserved characters as themselves (RFC 9309, 2.2.2). */
function inOneSpelling(text: string): string {
  const encoded = text.replace(/[^\x21-\x7e]+/g, (run) => encodeURIComponent(run.toWellFormed()))
  return encoded.replace(/%[0-9a-f]{2}/gi, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[A-Za-z0-9._~-]/.test(character) ? character : code.toUpperCase()
  })
}
