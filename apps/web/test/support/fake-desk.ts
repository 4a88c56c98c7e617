/**
 * A desk in memory that answers as the API contract says, for working on the pages without a database:
 * `node test/support/fake-desk.ts [port] [conversations]` serves the built pages and the API.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { accounts, agents, conversations, delivery, me, message, messagesOf, nextId } from './fake-desk-data.ts'
import { chat, chatId, chatMessages, chatRow, health } from './fake-chat.ts'

const builtPages = join(import.meta.dirname, '../../dist')
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}
const email = {
  id: 'email',
  label: 'Email',
  divides: false,
  capabilities: {
    body: { formats: ['text', 'html'], maxLength: 200_000 },
    attachments: { maxCount: 20, maxBytes: 20_000_000, mediaTypes: ['*/*'] },
    threading: 'headers',
    initiate: true,
    replyWindowHours: null,
    resend: 'may_duplicate',
    copies: null,
    signature: false,
    automaticAnswers: false,
  },
  settings: {},
  secretFields: [],
  discovers: true,
  providerSignIn: { redirectUri: 'https://desk.acme.test/oauth/callback' },
}

type Call = { params: Record<string, string>; query: URLSearchParams; body: Record<string, unknown>; desk: Desk }
type Answer = { status?: number; json: unknown }

class Refusal extends Error {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, words: string) {
    super(words)
    this.status = status
    this.code = code
  }
}

/** What a test sees of the desk, and how it makes the world change. */
export type Desk = {
  rows: Conversation[]
  messages: Map<string, Message[]>
  drafts: Map<string, unknown>
  streams: Set<ServerResponse>
  /** Every event so far, as the stream repeats them to who resumes. */
  log: string[]
  signedIn: boolean
  /** While true every call to the API is cut off before an answer. */
  unreachable: boolean
  received: { path: string; body: Record<string, unknown> }[]
  arrive(conversationId: string, text: string): void
}

function makeDesk(count: number): Desk {
  const desk: Desk = {
    rows: conversations(count),
    messages: new Map(),
    drafts: new Map(),
    streams: new Set(),
    log: [],
    signedIn: true,
    unreachable: false,
    received: [],
    arrive(conversationId, text) {
      const row = rowOf(desk, conversationId)
      const arrived = message(row, { direction: 'inbound', text })
      messagesIn(desk, row).push(arrived)
      Object.assign(row, {
        snippet: text,
        snippetDirection: 'inbound',
        lastInboundMessageId: arrived.id,
        lastMessageId: arrived.id,
        lastActivityAt: arrived.occurredAt,
        status: 'open',
      })
      tell(desk, 'message.received', row, arrived)
    },
  }
  const [first] = desk.rows
  if (first) desk.rows.push(chatRow(first))
  return desk
}

function rowOf(desk: Desk, id = ''): Conversation {
  const row = desk.rows.find((candidate) => candidate.id === id)
  if (!row) throw new Refusal(404, 'not_found', 'This conversation does not exist.')
  return row
}

function messagesIn(desk: Desk, row: Conversation): Message[] {
  const made = () => (row.id === chatId ? chatMessages(row) : messagesOf(row, row.unsentCount > 0))
  const known = desk.messages.get(row.id) ?? made()
  desk.messages.set(row.id, known)
  return known
}

function tell(desk: Desk, type: string, row: Conversation, about: Message | null): void {
  const event = {
    id: String(desk.log.length + 1),
    type,
    accountId: row.account.id,
    conversationId: row.id,
    messageId: about?.id ?? null,
    actorAgentId: null,
    data: {},
    createdAt: new Date().toISOString(),
  }
  const frame = `id: ${event.id}\ndata: ${JSON.stringify({ event, conversation: { ...row, lastReadMessageId: null }, message: null })}\n\n`
  desk.log.push(frame)
  for (const stream of desk.streams) stream.write(frame)
}

function matches(row: Conversation, query: URLSearchParams): boolean {
  const words = query.get('q')?.toLowerCase()
  const assignee = query.get('assignee')
  if (words && !`${row.subject} ${row.snippet} ${row.contact.name}`.toLowerCase().includes(words)) return false
  if (query.get('status') && row.status !== query.get('status')) return false
  if (query.get('account') && row.account.id !== query.get('account')) return false
  if (query.get('contact') && row.contact.id !== query.get('contact')) return false
  if (query.get('unsent') && row.unsentCount === 0) return false
  if (assignee === 'none') return row.assignee === null
  return assignee === null || row.assignee?.id === (assignee === 'me' ? me.id : assignee)
}

function page<Item>(items: Item[], query: URLSearchParams): { items: Item[]; nextCursor: string | null } {
  const from = Number(query.get('cursor') ?? 0)
  const to = from + Number(query.get('limit') ?? 50)
  return { items: items.slice(from, to), nextCursor: to < items.length ? String(to) : null }
}

function session(desk: Desk) {
  return {
    agent: desk.signedIn ? { ...me, locale: null } : null,
    desk: { name: 'Acme Support', setUp: true, demo: false, version: '0.1.0' },
  }
}

function write(desk: Desk, row: Conversation, direction: 'outbound' | 'note', body: Record<string, unknown>): Message {
  const list = messagesIn(desk, row)
  const known = list.find((candidate) => candidate.clientId !== null && candidate.clientId === body['clientId'])
  if (known) return known
  const seen = body['lastSeenMessageId']
  const newest = list.findLast((candidate) => candidate.direction === 'inbound')
  if (direction === 'outbound' && typeof seen === 'string' && newest && Number(newest.id) > Number(seen))
    throw new Refusal(409, 'newer_messages', 'A new message arrived.')
  const text = String(body['text'])
  if (text === 'refuse') throw new Refusal(422, 'too_long', 'The text is too long for this channel.')
  const written = message(row, {
    direction,
    text,
    clientId: typeof body['clientId'] === 'string' ? body['clientId'] : null,
    delivery: direction === 'outbound' ? delivery('queued') : null,
  })
  list.push(written)
  Object.assign(row, {
    snippet: text,
    snippetDirection: direction,
    lastMessageId: written.id,
    lastActivityAt: written.occurredAt,
  })
  tell(desk, 'message.written', row, written)
  if (direction === 'outbound') {
    for (const [index, state] of (['sending', 'sent'] as const).entries()) {
      setTimeout(
        () => {
          written.delivery = delivery(state)
          tell(desk, 'delivery.changed', row, written)
        },
        300 * (index + 1),
      )
    }
  }
  return written
}

const ok = (json: unknown): Answer => ({ json })
const routes: Record<string, (call: Call) => Answer> = {
  'GET /session': ({ desk }) => ok(session(desk)),
  'POST /session': ({ desk }) => ok(((desk.signedIn = true), session(desk))),
  'DELETE /session': ({ desk }) => ({ status: 204, json: void (desk.signedIn = false) }),
  'GET /accounts': () => ok({ items: accounts, nextCursor: null }),
  'GET /accounts/:id/health': ({ params }) => ok(health(params['id'] ?? '')),
  'GET /channels': () => ok({ items: [email, chat], nextCursor: null }),
  'GET /conversations/:id/reply-form': () =>
    ok({
      to: 'group',
      from: null,
      others: [],
      signature: '',
      maxFileBytes: null,
      openWays: ['post', 'letter'],
      way: 'post',
    }),
  'POST /conversations/:id/typing': () => ({ status: 204, json: undefined }),
  'GET /messages/:id/versions': () =>
    ok({ items: [{ text: 'Is my acount save?', sentence: null, saidAt: '2026-01-05T09:00:00Z' }] }),
  'GET /agents': () => ok({ items: agents, nextCursor: null }),
  'GET /conversations': ({ desk, query }) => {
    const rows = desk.rows
      .filter((row) => matches(row, query))
      .sort((one, other) => other.lastActivityAt.localeCompare(one.lastActivityAt))
    return ok(page(rows, query))
  },
  'GET /conversations/counts': ({ desk }) => {
    const count = (query: string) => desk.rows.filter((row) => matches(row, new URLSearchParams(query))).length
    return ok({
      mine: count('status=open&assignee=me'),
      unassigned: count('status=open&assignee=none'),
      open: count('status=open'),
      snoozed: count('status=snoozed'),
      resolved: count('status=resolved'),
      unsent: count('unsent=true'),
      accounts: Object.fromEntries(accounts.map(({ id }) => [id, count(`status=open&account=${id}`)])),
    })
  },
  'GET /conversations/:id': ({ desk, params }) => ok(rowOf(desk, params['id'])),
  'PATCH /conversations/:id': ({ desk, params, body }) => {
    const row = rowOf(desk, params['id'])
    const { assignee, ...rest } = body
    Object.assign(row, rest)
    if (row.status !== 'snoozed') row.snoozedUntil = null
    const agent = agents.find(({ id }) => id === (assignee === 'me' ? me.id : assignee))
    if (assignee !== undefined) row.assignee = agent ? { id: agent.id, name: agent.name } : null
    tell(desk, 'conversation.changed', row, null)
    return ok(row)
  },
  'PUT /conversations/:id/read': ({ desk, params, body }) => {
    rowOf(desk, params['id']).lastReadMessageId = body['lastReadMessageId'] as string | null
    return { status: 204, json: undefined }
  },
  'GET /conversations/:id/draft': ({ desk, params }) => ok(desk.drafts.get(params['id'] ?? '') ?? null),
  'PUT /conversations/:id/draft': ({ desk, params, body }) => {
    desk.drafts.set(
      params['id'] ?? '',
      body['text'] === '' ? null : { attachmentIds: [], ...body, updatedAt: new Date().toISOString() },
    )
    return { status: 204, json: undefined }
  },
  'GET /conversations/:id/messages': ({ desk, params, query }) => {
    const newestFirst = [...messagesIn(desk, rowOf(desk, params['id']))].reverse()
    const { items, nextCursor } = page(newestFirst, query)
    return ok({ items: items.reverse(), nextCursor })
  },
  'POST /conversations/:id/replies': ({ desk, params, body }) => ({
    status: 201,
    json: write(desk, rowOf(desk, params['id']), 'outbound', body),
  }),
  'POST /conversations/:id/notes': ({ desk, params, body }) => ({
    status: 201,
    json: write(desk, rowOf(desk, params['id']), 'note', body),
  }),
  'GET /messages/:id': ({ desk, params }) => {
    const found = [...desk.messages.values()].flat().find(({ id }) => id === params['id'])
    if (!found) throw new Refusal(404, 'not_found', 'This message does not exist.')
    return ok(found)
  },
  'PATCH /messages/:id': ({ desk, params, body }) => {
    const found = [...desk.messages.values()].flat().find(({ id }) => id === params['id'])
    if (!found) throw new Refusal(404, 'not_found', 'This message does not exist.')
    found.change = { kind: 'edit', state: 'waiting', detail: null, sentence: null }
    desk.received.push({ path: 'edited', body })
    return ok(found)
  },
  'POST /messages/:id/retry': ({ desk, params }) => {
    const found = [...desk.messages.values()].flat().find(({ id }) => id === params['id'])
    if (!found) throw new Refusal(404, 'not_found', 'This message does not exist.')
    found.delivery = delivery('queued')
    return ok(found)
  },
  'POST /uploads': () => ({
    status: 201,
    json: {
      id: nextId(),
      fileName: 'upload',
      mediaType: 'image/png',
      size: 4_000,
      inline: false,
      state: 'here',
      detail: null,
      sentence: null,
      url: '/attachments/f2',
    },
  }),
  'POST /conversations': ({ desk, body }) => {
    const [first] = desk.rows
    if (!first) throw new Refusal(422, 'account_removed', 'There is no such account.')
    const id = nextId()
    const contact = { id: `c${id}`, name: null, address: String(body['to']), isGroup: false }
    const row = { ...first, id, contact, subject: body['subject'] as string, snippet: String(body['text']) }
    desk.rows.push(row)
    desk.messages.set(id, [message(row, { direction: 'outbound', text: row.snippet })])
    return { status: 201, json: row }
  },
  'GET /contacts': ({ desk, query }) => {
    const rows = desk.rows.filter(({ contact }) => contact.address.startsWith(query.get('q') ?? ''))
    return ok(page([...new Map(rows.map((row) => [row.contact.id, contactOf(row)])).values()], query))
  },
  'GET /contacts/:id': ({ desk, params }) => {
    const row = desk.rows.find(({ contact }) => contact.id === params['id'])
    if (!row) throw new Refusal(404, 'not_found', 'This contact does not exist.')
    return ok(contactOf(row))
  },
}

function contactOf({ contact: { id, name, address }, createdAt }: Conversation) {
  return { id, name, identities: [{ id: 'i1', channel: 'email', key: address, address, displayName: name }], createdAt }
}

const frame = `<!doctype html><base target="_blank"><meta name="color-scheme" content="light"><style>body{margin:0;font:14px/20px sans-serif}</style>
<h2 style="color:#2f5bd8">Your weekly summary</h2><p>Three payments were received. <a href="https://example.com">Open the report</a></p><table cellpadding=8 border=1 style="border-collapse:collapse"><tr><td>10432<td>€ 120.00<tr><td>10433<td>€ 80.50</table>`
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfz0AEYBxVSF+FAAhKDveksOjmAAAAAElFTkSuQmCC',
  'base64',
)

function find(method: string, path: string): { run: (call: Call) => Answer; params: Record<string, string> } | null {
  for (const [pattern, run] of Object.entries(routes)) {
    const [wanted, shape = ''] = pattern.split(' ')
    const match = wanted === method && new RegExp(`^${shape.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(path)
    if (match) return { run, params: { ...match.groups } }
  }
  return null
}

async function answer(dist: string, desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://desk')
  if (!url.pathname.startsWith('/api/v1/')) return sendPage(dist, url.pathname, response)
  if (desk.unreachable) return void request.socket.destroy()
  const path = url.pathname.slice('/api/v1'.length)
  if (path === '/events/stream') {
    const after = request.headers['last-event-id'] ?? url.searchParams.get('after') ?? String(desk.log.length)
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write(`id: ${String(after)}\nevent: hello\ndata: {}\n\n${desk.log.slice(Number(after)).join('')}`)
    desk.streams.add(response)
    request.on('close', () => desk.streams.delete(response))
    return
  }
  if (path.endsWith('/frame'))
    return void response
      .writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy':
          "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox",
      })
      .end(frame)
  if (path.startsWith('/attachments/')) return void response.writeHead(200, { 'content-type': 'image/png' }).end(png)
  const bytes = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>))
  const isJson = request.headers['content-type']?.startsWith('application/json')
  const body = isJson && bytes.length > 0 ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {}
  if (request.method !== 'GET') desk.received.push({ path, body })
  try {
    const found = find(request.method ?? 'GET', path)
    if (!found) throw new Refusal(404, 'not_found', `No route ${path}`)
    if (!desk.signedIn && path !== '/session') throw new Refusal(401, 'unauthenticated', 'Sign in first.')
    const { status = 200, json } = found.run({ params: found.params, query: url.searchParams, body, desk })
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(json === undefined ? undefined : JSON.stringify(json))
  } catch (error) {
    const {
      status,
      code,
      message: words,
    } = error instanceof Refusal ? error : new Refusal(500, 'internal', String(error))
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ error: { code, message: words } }))
  }
}

async function sendPage(dist: string, pathname: string, response: ServerResponse): Promise<void> {
  const file = extname(pathname) ? normalize(join(dist, pathname)) : join(dist, 'index.html')
  const type = types[extname(file)] ?? 'application/octet-stream'
  response
    .writeHead(200, {
      'content-type': type,
      'content-security-policy': "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; object-src 'none'",
    })
    .end(await readFile(file))
}

/** Starts a desk on a free port of the loopback address. */
export async function startFakeDesk(
  options: { port?: number; conversations?: number; folder?: string } = {},
): Promise<AsyncDisposable & { url: string; desk: Desk }> {
  const desk = makeDesk(options.conversations ?? 400)
  const server = createServer(
    (request, response) =>
      void answer(options.folder ?? builtPages, desk, request, response).catch(() => response.writeHead(404).end()),
  )
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    desk,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

if (import.meta.main) {
  const [port, count] = process.argv.slice(2)
  const { url } = await startFakeDesk({ port: Number(port ?? 4173), conversations: Number(count ?? 400) })
  process.stdout.write(`${url}\n`)
}
