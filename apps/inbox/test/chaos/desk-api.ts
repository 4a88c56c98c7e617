/** The desk's public API, called as another program would. */
import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { apiKey } from './desk-process.ts'

/** A desk whose database is frozen gives no answer; nobody waits for ever. */
const longestAnswerMs = 15_000
const headers = { authorization: `Bearer ${apiKey}` }

/** An answer that is no success. A desk that does not answer at all makes `fetch` throw instead. */
export class Refusal extends Error {
  readonly status: number
  constructor(status: number, text: string) {
    super(`${status}: ${text}`)
    this.status = status
  }
}

export async function callDesk<Answer>(url: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    signal: AbortSignal.timeout(longestAnswerMs),
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Refusal(response.status, await response.text())
  return (await response.json()) as Answer
}

type Page<Item> = { items: Item[]; nextCursor: string | null }

async function listAll<Item>(url: string, path: string): Promise<Item[]> {
  const all: Item[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page: Page<Item> = await callDesk(url, 'GET', `${path}?limit=200${query}`)
    all.push(...page.items)
    cursor = page.nextCursor
  }
  return all
}

export async function listConversations(url: string): Promise<Conversation[]> {
  return listAll(url, '/conversations')
}

export async function latestConversations(url: string, count: number): Promise<Conversation[]> {
  if (count === 0) return []
  return (await callDesk<Page<Conversation>>(url, 'GET', `/conversations?limit=${count}`)).items
}

export async function listMessages(url: string, conversationId: string): Promise<Message[]> {
  return listAll(url, `/conversations/${conversationId}/messages`)
}

/** The bytes as they came; `null` where there are none. */
export async function rawOf(url: string, { rawUrl }: Message): Promise<string | null> {
  if (rawUrl === null) return null
  const response = await fetch(new URL(rawUrl, url), { headers })
  return response.ok ? response.text() : null
}
