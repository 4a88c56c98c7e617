/** The endpoints of API v2 that the desk uses, over one world. Shapes as X documents them; ids are text. */
import { brand, customers } from './people.ts'
import type { DmEvent, Post, World } from './world.ts'

export type Call = {
  method: string
  url: URL
  /** JSON, or the fields of a form. */
  body: Record<string, unknown>
  host: string
}
export type Reply = {
  status: number
  body?: unknown
  bytes?: Uint8Array
  type?: string
  headers?: Record<string, string>
}

type Upload = {
  mediaType: string
  category: string
  total: number
  pieces: Map<number, Uint8Array>
  done: boolean
  looks: number
}
export type Sent = {
  way: 'dm' | 'public'
  id: string
  to: string
  text: string
  answers: string | null
  files: { mediaType: string; category: string; bytes: Uint8Array }[]
}

export class Endpoints {
  /** Everything the desk ever had taken, in order. */
  readonly sent: Sent[] = []
  readonly uploads = new Map<string, Upload>()
  /** Whom the brand may not write to. */
  readonly closed = new Set<string>()
  readonly #world: World

  constructor(world: World) {
    this.#world = world
  }

  /** `null`: there is no such endpoint. */
  answer(call: Call): Reply | null {
    const path = call.url.pathname
    const part = (shape: RegExp) => shape.exec(path)?.slice(1)
    if (call.host !== 'api.x.com') return this.#file(call)
    if (path === '/2/users/me') return ok({ data: brand })
    if (part(/^\/2\/users\/(\d+)\/mentions$/)) return this.#mentions(call.url.searchParams)
    if (part(/^\/2\/users\/(\d+)\/tweets$/))
      return this.#posts(call.url.searchParams, (post) => post.author_id === brand.id)
    if (path === '/2/tweets' && call.method === 'GET') return this.#lookUp(call.url.searchParams)
    if (path === '/2/tweets' && call.method === 'POST') return this.#post(call.body)
    if (path === '/2/dm_events') return this.#events(call.url.searchParams, () => true)
    const [removed] = part(/^\/2\/tweets\/(\d+)$/) ?? []
    if (removed !== undefined && call.method === 'DELETE') return this.#delete(removed)
    const [person] = part(/^\/2\/dm_conversations\/with\/(\d+)\/(?:messages|dm_events)$/) ?? []
    if (person !== undefined) return this.#inConversation(call, this.#world.pair(person), person)
    const [conversation] = part(/^\/2\/dm_conversations\/([\d-]+)\/(?:messages|dm_events)$/) ?? []
    if (conversation !== undefined) return this.#inConversation(call, conversation, `group:${conversation}`)
    if (path.startsWith('/2/dm_conversations/media/')) return this.#file(call)
    if (path.startsWith('/2/media/upload')) return this.#upload(call)
    return null
  }

  #mentions(query: URLSearchParams): Reply {
    const [since, start] = [query.get('since_id'), query.get('start_time')]
    return this.#posts(query, (post) => {
      const isMention =
        post.author_id !== brand.id && (post.text.includes(`@${brand.username}`) || this.#answersBrand(post))
      const isNew = since === null ? start === null || post.created_at >= start : BigInt(post.id) > BigInt(since)
      return isMention && isNew
    })
  }

  #answersBrand(post: Post): boolean {
    const [named] = post.referenced_tweets ?? []
    return this.#world.posts.find(({ id }) => id === named?.id)?.author_id === brand.id
  }

  #posts(query: URLSearchParams, wanted: (post: Post) => boolean): Reply {
    return this.#page(this.#world.posts.filter(wanted), query)
  }

  #events(query: URLSearchParams, wanted: (event: DmEvent) => boolean): Reply {
    return this.#page(this.#world.events.filter(wanted), query)
  }

  /** Newest first; the token says before which id it goes on. */
  #page(items: readonly (Post | DmEvent)[], query: URLSearchParams): Reply {
    const before = query.get('pagination_token')?.replace('before-', '') ?? null
    const rest = items.toReversed().filter(({ id }) => before === null || BigInt(id) < BigInt(before))
    const size = Number(query.get('max_results') ?? 10)
    const data = rest.slice(0, size)
    const last = data.at(-1)
    const meta = { result_count: data.length, ...(rest.length > size && last && { next_token: `before-${last.id}` }) }
    const includes = query.has('expansions') ? { includes: this.#world.includesOf(data) } : {}
    return ok({ ...(data.length > 0 && { data }), ...includes, meta })
  }

  #lookUp(query: URLSearchParams): Reply {
    const ids = query.get('ids')?.split(',') ?? []
    const data = this.#world.posts.filter(({ id }) => ids.includes(id))
    return ok({ data, includes: this.#world.includesOf(data) })
  }

  #post(body: Record<string, unknown>): Reply {
    const text = textOf(body)
    const answers = (body['reply'] as { in_reply_to_tweet_id?: string } | undefined)?.in_reply_to_tweet_id
    const answered = this.#world.posts.find(({ id }) => id === answers)
    if (answers !== undefined && !answered && !this.#world.isForgetful)
      return problem(403, 'You attempted to reply to a Tweet that is deleted or not visible to you.')
    if (answered && !answered.text.includes(`@${brand.username}`) && !this.#answersBrand(answered))
      return problem(
        403,
        'Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author.',
      )
    if (
      this.sent.some(
        (before) => before.way === 'public' && before.text === text && before.answers === (answers ?? null),
      )
    )
      return problem(403, 'You are not allowed to create a Tweet with duplicate content.')
    const ids = (body['media'] as { media_ids?: string[] } | undefined)?.media_ids ?? []
    const files = this.#filesOf(ids)
    if (files === null) return problem(400, 'Your media IDs are invalid.')
    const post = this.#world.addPost(brand.id, text, {
      answers,
      ...(ids.length > 0 && { attachments: { media_keys: ids.map((id) => `3_${id}`) } }),
    })
    this.sent.push({ way: 'public', id: post.id, to: answered?.author_id ?? '', text, answers: answers ?? null, files })
    return { status: 201, body: { data: { id: post.id, text } } }
  }

  #delete(id: string): Reply {
    const index = this.#world.posts.findIndex((post) => post.id === id)
    if (index < 0) return problem(404, 'Could not find tweet with id.')
    this.#world.posts.splice(index, 1)
    return ok({ data: { deleted: true } })
  }

  #inConversation({ method, url, body }: Call, conversation: string, to: string): Reply {
    if (method === 'GET') return this.#events(url.searchParams, (event) => event.dm_conversation_id === conversation)
    if (this.closed.has(to)) return problem(403, 'You cannot send messages to this user.', [349])
    const isKnown = to.startsWith('group:') || customers.some(({ id }) => id === to)
    if (!isKnown) return problem(404, 'Could not find user with id.')
    const ids = ((body['attachments'] as { media_id: string }[] | undefined) ?? []).map(({ media_id: id }) => id)
    const files = this.#filesOf(ids)
    if (files === null || ids.length > 1) return problem(400, 'One or more parameters to your request was invalid.')
    const text = textOf(body)
    const event = this.#world.addEvent(
      brand.id,
      conversation,
      text,
      ids.length > 0 ? { attachments: { media_keys: ids.map((id) => `3_${id}`) } } : {},
    )
    this.sent.push({ way: 'dm', id: event.id, to, text, answers: null, files })
    return { status: 201, body: { data: { dm_conversation_id: conversation, dm_event_id: event.id } } }
  }

  #filesOf(ids: readonly string[]): Sent['files'] | null {
    const found = ids.map((id) => this.uploads.get(id)).filter((upload) => upload?.done === true)
    if (found.length !== ids.length) return null
    return found.flatMap((upload) =>
      upload ? [{ mediaType: upload.mediaType, category: upload.category, bytes: joined(upload) }] : [],
    )
  }

  #upload({ method, url, body }: Call): Reply {
    const [, id = '', step] = /^\/2\/media\/upload\/(\d+)\/(append|finalize)$/.exec(url.pathname) ?? []
    if (url.pathname === '/2/media/upload/initialize') {
      const fresh = this.#world.nextId()
      const { media_type: mediaType = '', media_category: category = '', total_bytes: total = 0 } = body
      this.uploads.set(fresh, {
        mediaType: String(mediaType),
        category: String(category),
        total: Number(total),
        pieces: new Map(),
        done: false,
        looks: 0,
      })
      return ok({ data: { id: fresh, media_key: `3_${fresh}`, expires_after_secs: 86_400 } })
    }
    const upload = this.uploads.get(step === undefined ? (url.searchParams.get('media_id') ?? '') : id)
    if (!upload) return problem(404, 'Could not find media.')
    if (step === 'append') {
      upload.pieces.set(Number(body['segment_index']), body['media'] as Uint8Array)
      return ok({ data: { expires_at: 0 } })
    }
    if (step === undefined && method === 'GET') {
      upload.looks += 1
      upload.done = true
      return ok({ data: { processing_info: { state: 'succeeded', progress_percent: 100 } } })
    }
    if (joined(upload).length !== upload.total)
      return problem(400, 'Segments do not add up to provided total file size.')
    // Films are looked at once more before they can be used.
    const isFilm = upload.mediaType === 'video/mp4'
    upload.done = !isFilm
    return ok({ data: { id, ...(isFilm && { processing_info: { state: 'pending', check_after_secs: 0.01 } }) } })
  }

  #file({ url }: Call): Reply {
    const name = url.pathname.split('/').slice(-1)[0] ?? ''
    const last = url.pathname.split('/').slice(-3).join('/')
    const media = [...this.#world.media.values()].find(
      (known) => known.url.endsWith(url.pathname) || known.url.endsWith(last),
    )
    return media ? { status: 200, bytes: media.bytes, type: media.mediaType } : problem(404, `No file ${name}`)
  }
}

function textOf({ text }: Record<string, unknown>): string {
  return typeof text === 'string' ? text : ''
}

function joined({ pieces }: Upload): Uint8Array {
  return Buffer.concat([...pieces].toSorted(([a], [b]) => a - b).map(([, piece]) => piece))
}

export function ok(body: unknown): Reply {
  return { status: 200, body }
}

/** problem+json, with older numbers where X has them. */
export function problem(status: number, detail: string, codes: readonly number[] = [], type = 'about:blank'): Reply {
  const titles: Record<number, string> = {
    400: 'Invalid Request',
    401: 'Unauthorized',
    403: 'Forbidden',
    404: 'Not Found Error',
    429: 'Too Many Requests',
    402: 'CreditsDepleted',
  }
  const errors = codes.length > 0 ? { errors: codes.map((code) => ({ code, message: detail })) } : {}
  return {
    status,
    body: { title: titles[status] ?? 'Error', detail, type, status, ...errors },
    type: 'application/problem+json',
  }
}
