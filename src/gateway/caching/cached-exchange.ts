import type { FastifyReply, FastifyRequest } from 'fastify'
import { canonicalJson } from '../../entities/canonical-json.ts'
import { GATEWAY_VARY, isGateway } from '../doors.ts'
import { etagOf, isKnownBy } from '../etag.ts'
import type { Admitted } from '../gatekeeper.ts'
import type { AnswerTerms } from './answer-terms.ts'
import type { CachePolicy } from './cache-policy.ts'
import { type Answer, questionKey, type ResponseCache } from './response-cache.ts'
import { rightsOf, standingKey } from './standing-answers.ts'

/** Longer questions are not remembered, in bytes. */
const MAX_QUESTION = 65_536
/** What is sent by GET differs by who asks, from where, and for which form. */
const VARY = 'Origin, Accept, Authorization, Accept-Encoding'
const NO_COST = { requested: 0, actual: 0 }

/** A request whose answer may be known, or may be kept. */
export class CachedExchange {
  /** Under which version of the record the answer is kept; null where it is not. */
  readonly #version: number | null
  /** What hangs on the caller of an answer that is for everybody: his rights, and the form in which he takes it. */
  readonly #caller: string
  /** By the very bytes, which saves reading them. */
  readonly #bytesKey: string | null
  #key: string | null = null
  /** By which the answer to a document is found for other transports, while the record cannot be looked at. */
  #standingKey: string | null = null
  /** Tells who waits for the same. */
  #tell: (answer: Answer | null) => void = () => {}

  constructor(
    private readonly cache: ResponseCache,
    private readonly request: FastifyRequest,
    bytes: Buffer | string,
    private readonly isDocument = false,
  ) {
    const { method, headers, asker } = request
    const rights = rightsOf(asker!)
    const type = method === 'GET' ? (headers['content-type'] ?? '') : ''
    // The gateway has one form for all.
    const form = isGateway(request.url) ? 'gateway' : `${headers.accept ?? ''} ${type}`
    this.#caller = `${rights} ${method} ${form}`
    this.#version = bytes.length > MAX_QUESTION ? null : cache.version
    this.#bytesKey = this.#version === null ? null : questionKey('bytes', this.#caller, bytes)
  }

  /** The answer that is known to these very bytes. */
  byBytes(): Answer | null {
    return this.#bytesKey === null ? null : this.cache.find(this.#bytesKey)
  }

  /** The answer that is known to what they say, however it was written down. */
  byMeaning(query: string, admitted: Pick<Admitted, 'operationName' | 'coerced'>): Answer | null {
    if (this.#version === null) return null
    this.#key = this.#meaningOf(query, admitted)
    if (this.isDocument) this.#standingKey = standingKey(this.request.asker!, query, admitted)
    const known = this.cache.find(this.#key)
    if (known !== null) this.cache.link(this.#bytesKey!, this.#key)
    return known
  }

  /** The answer that was known to a document before the record could not be looked at any more, with its age in milliseconds. */
  standing(query: string, admitted: Pick<Admitted, 'operationName' | 'coerced'>) {
    const found = this.isDocument ? this.cache.findStanding(this.#meaningOf(query, admitted)) : null
    return found !== null && this.canSend(found.answer) ? found : null
  }

  /** The answer that another request is making now; from then on others wait for this one. */
  async byOthers(): Promise<Answer | null> {
    if (this.#version === null || this.#key === null) return null
    const made = await this.cache.making(this.#key, this.#version)
    if (made === null) this.#tell = this.cache.begin(this.#key, this.#version)
    return made
  }

  /** Says that nothing comes of it for those who wait. */
  end(): void {
    this.#tell(null)
  }

  /** Whether there is something to send: the bytes, or that the client has them. */
  canSend(answer: Answer): boolean {
    return answer.body !== null || this.#isTheirs(answer)
  }

  send(reply: FastifyReply, answer: Answer): FastifyReply {
    const { body, etag, cacheControl, contentType, keys } = answer
    this.request.answered = answer
    reply.header('cache-control', cacheControl)
    if (keys) reply.header('surrogate-key', keys.surrogateKey).header('cache-tag', keys.cacheTag)
    if (etag !== null) reply.header('etag', etag).header('vary', isGateway(this.request.url) ? GATEWAY_VARY : VARY)
    if (this.#isTheirs(answer)) return reply.code(304).removeHeader('content-type').send()
    return reply.header('content-type', contentType).send(body)
  }

  /** What was answered, as it is sent; it is kept where its fields allow that. */
  made(result: object, contentType: string, terms: AnswerTerms, allowed: CachePolicy): Answer {
    const body = Buffer.from(JSON.stringify(result))
    const { cost, isWhole } = terms
    const policy = isWhole ? allowed : null
    const hasTag = this.request.method === 'GET' && policy !== null
    const cacheControl = hasTag ? cacheControlOf(policy, terms) : 'no-store'
    const etag = hasTag ? etagOf(body) : null
    const keys = hasTag && terms.contents !== null ? terms.contents.fields() : null
    const { label } = this.request
    this.request.isMade = true
    const answer: Answer = { contentType, cacheControl, etag, cost: cost ?? NO_COST, body, keys, label }
    if (this.#version !== null && this.#key !== null && policy?.isKept && !terms.isPrivate) {
      this.cache.keep(this.#key, this.#version, terms.until, answer)
      this.cache.link(this.#bytesKey!, this.#key)
      if (this.#standingKey !== null) this.cache.link(this.#standingKey, this.#key)
      this.#tell(answer)
    }
    return answer
  }

  #meaningOf(query: string, { operationName, coerced }: Pick<Admitted, 'operationName' | 'coerced'>): string {
    return questionKey('meaning', this.#caller, query, operationName ?? '', canonicalJson(coerced))
  }

  #isTheirs({ etag }: Answer): boolean {
    return etag !== null && isKnownBy(etag, this.request.headers['if-none-match'])
  }
}

/** How an answer may be kept outside of this server. */
function cacheControlOf(policy: CachePolicy, { isPrivate, isOfPartner }: AnswerTerms): string {
  const { maxAge } = policy
  const whose = isPrivate || isOfPartner || policy.isPrivate ? 'private' : 'public'
  return `${whose}, ${maxAge === 0 ? 'no-cache' : `max-age=${maxAge}`}`
}
