/** A chat beside the made-up desk's mail: everything a message of a chat may be. */
import type { AccountHealth } from '@cordboard/api-contract/accounts'
import type { Channel } from '@cordboard/api-contract/channels'
import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'
import { accounts, delivery, message } from './fake-desk-data.ts'

export const chatId = '8000000'
const longAgo = '2020-01-05T09:00:00Z'

const body: Channel['capabilities']['body'] = { formats: ['text'], maxLength: 100 }
const attachments: Channel['capabilities']['attachments'] = {
  maxCount: 10,
  maxBytes: 1e9,
  maxBytesEach: 50_000_000,
  mediaTypes: ['*/*'],
}

export const chat: Channel = {
  id: 'chat',
  label: 'Chat',
  divides: true,
  capabilities: {
    body,
    attachments,
    threading: 'conversation',
    initiate: false,
    replyWindowHours: null,
    resend: 'may_duplicate',
    copies: null,
    signature: false,
    automaticAnswers: false,
    namesMessages: true,
    ways: [
      { id: 'post', label: 'Post', public: true, after: ['post'], body, attachments: null },
      { id: 'letter', label: 'Letter', public: false, after: ['post', 'letter'], body, attachments },
    ],
    edits: { withinHours: null },
    retracts: { withinHours: null },
    showsTyping: true,
  },
  settings: {},
  secretFields: [],
  discovers: false,
  providerSignIn: null,
}

/** Resolved and old, so that it stands in no list another test looks at. */
export function chatRow(like: Conversation): Conversation {
  return {
    ...like,
    id: chatId,
    account: { ...like.account, channel: 'chat' },
    contact: { id: 'group', name: 'Traders', address: 'group', isGroup: true },
    subject: null,
    status: 'resolved',
    lastActivityAt: longAgo,
    unsentCount: 0,
    linkedConversationId: null,
    linkedBecause: null,
  }
}

const absent = (id: string, state: 'pending' | 'failed' | 'refused', detail: string | null) => ({
  id,
  fileName: `${state}.mp4`,
  mediaType: 'video/mp4',
  size: state === 'pending' ? 4_000_000 : null,
  inline: false,
  state,
  detail,
  sentence: null,
  url: `/api/v1/attachments/${id}`,
})

export function chatMessages(row: Conversation): Message[] {
  const ann: Message['author'] = { type: 'customer', id: 'group', name: 'Ann', address: 'ann' }
  const asked = message(row, {
    direction: 'inbound',
    text: 'Is my account safe?',
    author: ann,
    way: 'post',
    editedAt: new Date().toISOString(),
    reactions: [
      { name: 'Bo', signs: ['👍'] },
      { name: 'Cy', signs: ['👍', '🔥'] },
    ],
    attachments: [
      absent('a1', 'pending', null),
      absent('a2', 'failed', 'The provider keeps this file no longer.'),
      absent('a3', 'refused', null),
    ],
  })
  const answers = { id: asked.id, direction: 'inbound' as const, author: 'Ann', excerpt: asked.body.text }
  return [
    asked,
    message(row, { direction: 'inbound', text: 'never mind', author: ann, deletedAt: new Date().toISOString() }),
    message(row, { direction: 'outbound', text: 'It is.', way: 'post', answers }),
    message(row, {
      direction: 'outbound',
      text: 'Quite safe.',
      way: 'letter',
      delivery: delivery('sent'),
      change: { kind: 'edit', state: 'failed', detail: 'It is too old to be changed.', sentence: null },
    }),
  ]
}

/** Of an account that is paid by the call, and has an address for customers. */
export function health(id: string): AccountHealth {
  const { state } = accounts.find((account) => account.id === id) ?? {}
  if (!state) throw new Error(`There is no account ${id}.`)
  return {
    state,
    lastReceivedAt: longAgo,
    lastSentAt: longAgo,
    lastHeardAt: longAgo,
    lagSeconds: 1,
    cursor: null,
    gaps: [],
    openLedgerRows: 0,
    oldestOpenLedgerAt: null,
    queuedReplies: 0,
    unsentReplies: 0,
    contactUrl: 'https://chat.example.com/acme_support',
    uses: {
      currency: 'USD',
      items: [
        { item: 'dm.read', count: 210, cost: 1.05 },
        { item: 'post.write', count: 3, cost: 0.03 },
      ],
      spent: 1.08,
      forecast: 5.4,
      dailyLimit: 5,
    },
    sentCopyProblem: null,
  }
}
