/** What is fetched: the limits and the Accept header are those of its kind. */
export type FetchPurpose = 'feed' | 'page' | 'robots' | 'hub' | 'webhook'

/** One request. Validators are sent byte for byte as they came. */
export interface FetchRequest {
  url: string
  purpose: FetchPurpose
  etag?: string | null
  lastModified?: string | null
  /** GET unless there is a body. */
  form?: Readonly<Record<string, string>>
  /** JSON to be sent, with the headers that go with it; redirects are not followed, and of the answer only its head is read. */
  message?: { json: string; headers: Readonly<Record<string, string>> }
  signal?: AbortSignal
}

/** Why there is no answer; ADDRESS_REFUSED where the guard would not let the request leave. */
export type FetchFailure =
  | 'ADDRESS_REFUSED'
  | 'BAD_ADDRESS'
  | 'NAME_NOT_FOUND'
  | 'UNREACHABLE'
  | 'TOO_SLOW'
  | 'TOO_LARGE'
  | 'TOO_MANY_REDIRECTS'
  | 'BROKEN_ANSWER'

interface Answer {
  /** Address that answered, after all redirects. */
  url: string
  /** Where only permanent redirects (301, 308) led, if they led anywhere else than asked. */
  movedTo: string | null
  status: number
  /** Names in lower case; of several of one name the values joined by ", ". */
  headers: Readonly<Record<string, string>>
  /** Bytes received, before unpacking. */
  wireBytes: number
}

/** What came of a request. Expected outcomes are values: nothing here is thrown. */
export type Fetched =
  | (Answer & { kind: 'fresh'; body: Buffer })
  | (Answer & { kind: 'unchanged' })
  /** Any other status than 2xx and 304; 410 is among them. */
  | (Answer & { kind: 'refused'; reason: string })
  | { kind: 'failed'; code: FetchFailure; reason: string; url: string }
