/** The X Activity API of the pretend X: webhooks with challenge and signature, subscriptions, deliveries out of order and twice on demand. */
import { createHmac, randomUUID } from 'node:crypto'
import { type Call, ok, problem, type Reply } from './endpoints.ts'
import { brand, personOf } from './people.ts'
import type { DmEvent, Post, World } from './world.ts'

type Webhook = { id: string; url: string; valid: boolean; created_at: string }
type Subscription = {
  subscription_id: string
  event_type: string
  filter: { user_id: string }
  webhook_id: string
  tag: string
}
export type Announcement = {
  event_uuid: string
  event_type: string
  payload: Record<string, unknown>
  includes?: unknown
}

export class Activity {
  readonly webhooks: Webhook[] = []
  readonly subscriptions: Subscription[] = []
  readonly replays: unknown[] = []
  /** All that was announced, delivered or not: what a replay gives again. */
  readonly announced: Announcement[] = []
  /** How a webhook is reached. */
  deliver: (request: Request) => Promise<Response> = (request) => fetch(request)
  readonly #world: World
  readonly #secret: string

  constructor(world: World, secret: string) {
    this.#world = world
    this.#secret = secret
  }

  async answer({ method, url, body }: Call): Promise<Reply | null> {
    const path = url.pathname
    if (path === '/2/webhooks' && method === 'GET') return ok({ data: this.webhooks })
    if (path === '/2/webhooks/replay') {
      this.replays.push(body)
      return ok({ data: { job_id: this.#world.nextId(), created_at: this.#world.now().toISOString() } })
    }
    if (path === '/2/webhooks' && method === 'POST') return this.#register(String(body['url']))
    const known = this.webhooks.find(({ id }) => path === `/2/webhooks/${id}`)
    if (known && method === 'PUT') {
      known.valid = await this.challenge(known.url)
      return ok({ data: { valid: known.valid } })
    }
    if (path === '/2/activity/subscriptions' && method === 'GET') return ok({ data: this.subscriptions })
    if (path === '/2/activity/subscriptions' && method === 'POST') return this.#subscribe(body)
    return null
  }

  /** Whether the address proves that it holds the app's secret. */
  async challenge(url: string): Promise<boolean> {
    const token = randomUUID().replaceAll('-', '')
    const response = await this.deliver(new Request(`${url}?crc_token=${token}`))
    if (!response.ok) return false
    const { response_token: given } = (await response.json()) as { response_token?: string }
    return given === this.signature(token)
  }

  signature(signed: string): string {
    return `sha256=${createHmac('sha256', this.#secret).update(signed).digest('base64')}`
  }

  /** As X sends it; for tests that forge, repeat or withhold it. */
  request(url: string, announcement: Announcement, signature?: string): Request {
    const body = JSON.stringify({ data: { filter: { user_id: brand.id }, tag: 'cordboard', ...announcement } })
    const headers = {
      'content-type': 'application/json',
      'x-twitter-webhooks-signature': signature ?? this.signature(body),
    }
    return new Request(url, { method: 'POST', body, headers })
  }

  /** To every webhook that subscribed to it. */
  async announce(announcement: Announcement): Promise<Response[]> {
    this.announced.push(announcement)
    const to = this.subscriptions
      .filter(({ event_type: type }) => type === announcement.event_type)
      .map(({ webhook_id: id }) => id)
    const urls = this.webhooks.filter(({ id }) => to.includes(id)).map(({ url }) => url)
    return Promise.all(urls.map((url) => this.deliver(this.request(url, announcement))))
  }

  directMessage(event: DmEvent): Announcement {
    const [one = '', other = ''] = event.dm_conversation_id.split('-')
    const recipient = one === event.sender_id ? other : one
    const users = Object.fromEntries([event.sender_id, recipient].map((id) => [id, { data: personOf(id) }]))
    const media = (event.attachments?.media_keys ?? [])
      .map((key) => this.#world.media.get(key))
      .find((found) => found !== undefined)
    const attachment = media && {
      attachment: {
        type: 'media',
        media: {
          id_str: media.key.slice(2),
          type: media.type,
          media_url_https: media.url,
          url: 'https://t.co/picture',
        },
      },
    }
    const message_create = {
      target: { recipient_id: recipient },
      sender_id: event.sender_id,
      message_data: {
        text: `${event.text ?? ''}${media ? ' https://t.co/picture' : ''}`,
        entities: { urls: [] },
        ...attachment,
      },
    }
    const payload = {
      direct_message_events: [
        {
          type: 'message_create',
          id: event.id,
          created_timestamp: String(Date.parse(event.created_at)),
          message_create,
        },
      ],
      users,
    }
    return { event_uuid: this.#uuid(), event_type: event.sender_id === brand.id ? 'dm.sent' : 'dm.received', payload }
  }

  mention(post: Post, type = 'post.mention.create'): Announcement {
    const includes = { users: [personOf(post.author_id), brand], tweets: [post] }
    return { event_uuid: this.#uuid(), event_type: type, payload: { ...post }, includes }
  }

  encrypted(sender: string): Announcement {
    const payload = {
      conversation_token: 'eyJhbGciOiJIUzI1NiJ9',
      id: randomUUID(),
      created_at_msec: String(this.#world.now().getTime()),
      sender_id: sender,
      conversation_id: `${sender}:${brand.id}`,
      encoded_event: 'CwABAAAAEzIwODA0MDA4MjUyMjcxMDAxNjA',
    }
    return { event_uuid: this.#uuid(), event_type: 'chat.received', payload }
  }

  deletion(post: Pick<Post, 'id' | 'author_id'>): Announcement {
    const payload = { id: post.id, author_id: post.author_id }
    return {
      event_uuid: this.#uuid(),
      event_type: 'post.delete',
      payload,
      includes: { users: [{ data: personOf(post.author_id) }] },
    }
  }

  async #register(url: string): Promise<Reply> {
    if (this.webhooks.some((known) => known.url === url)) return problem(400, 'WebhookConfigAlreadyExists')
    if (!(await this.challenge(url)))
      return problem(400, 'CrcValidationFailed: the webhook did not answer the challenge.')
    const webhook = { id: this.#world.nextId(), url, valid: true, created_at: this.#world.now().toISOString() }
    this.webhooks.push(webhook)
    return ok({ data: webhook })
  }

  #subscribe(body: Record<string, unknown>): Reply {
    const subscription = { subscription_id: this.#world.nextId(), ...(body as Omit<Subscription, 'subscription_id'>) }
    if (subscription.filter.user_id !== brand.id)
      return problem(403, 'Subscriptions to private events are for the signed-in user.')
    this.subscriptions.push(subscription)
    return ok({ data: subscription })
  }

  /** A signed number of 64 bits. */
  #uuid(): string {
    return `${Math.random() < 0.5 ? '-' : ''}${this.#world.nextId()}`
  }
}
