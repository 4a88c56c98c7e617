/** A made-up desk, the same on every run. */
import type { Account } from '@cordboard/api-contract/accounts'
import type { Conversation } from '@cordboard/api-contract/conversations'
import type { Message } from '@cordboard/api-contract/messages'

export const me = {
  id: 'anna',
  name: 'Anna Klein',
  email: 'anna@acme.test',
  role: 'admin' as const,
  disabled: false,
  createdAt: '2026-01-05T09:00:00Z',
}
export const agents = [
  me,
  { ...me, id: 'jonas', name: 'Jonas Weber', email: 'jonas@acme.test' },
  { ...me, id: 'wang', name: '王芳', email: 'wang@acme.test' },
]

const start = Date.now()
const minutesAgo = (minutes: number) => new Date(start - minutes * 60_000).toISOString()

const server = (port: number) => ({ host: 'mail.acme.test', port, security: 'tls', user: 'acme', password: null })

function account(id: string, name: string, state: Account['state']['state'], detail: string): Account {
  const nextAction = state === 'needs_reauth' ? 'reconnect' : 'none'
  return {
    id,
    channel: 'email',
    name,
    settings: { address: `${id}@acme.test`, imap: server(993), smtp: server(465) },
    enabled: true,
    demo: false,
    sending: { signature: '', perMinute: null, perHour: null, automaticAnswer: null },
    state: { state, detail, sentence: null, nextAction, progress: null, since: minutesAgo(90) },
    createdAt: minutesAgo(90_000),
  }
}

export const accounts: Account[] = [
  account('support', 'Support mailbox', 'connected', 'Connected.'),
  account('billing', 'Billing', 'needs_reauth', 'The mail server refused the password for billing@acme.test.'),
]

const people = [
  'Mei Lin',
  '王伟',
  'Carlos Ruiz',
  'Priya N.',
  '张敏',
  'Yuki Tanaka',
  'Aisha Khan',
  '李静',
  'Sofia Rossi',
  'Tom Baker',
]
const subjects = [
  'Invoice shows wrong VAT',
  '订单还没有发货',
  'API rate limits',
  'Cannot log in after reset',
  '发票抬头写错了',
  'Card declined twice',
  'Webhook returns 500',
  '提现一直在审核中',
  'How do I export my data?',
  'Refund for order #10432',
]
const snippets = [
  'Hi, I was charged twice this month and it still has not been fixed.',
  '你好,我昨天下的订单一直显示待发货,请帮忙看一下。',
  'The reset link says it has expired, I tried three times now.',
  'Could you send the invoice again with the new company name?',
  '谢谢!',
  'Thanks! One more question about the export.',
]

export const texts: string[] = [
  'Hi, I was charged twice this month and it still has not been fixed. My order number is 10432. Could you check, please?\n\nMei',
  'Hi Mei, thanks for writing. I have found order **10432** and I am checking it with our billing team now.\n\nThe status is at https://status.acme.test/orders/10432',
  '你好,我昨天下的订单一直显示待发货。请问什么时候可以发出?谢谢!',
]

function conversation(index: number): Conversation {
  const status = index % 11 === 7 ? 'snoozed' : index % 11 === 9 ? 'resolved' : 'open'
  const line = accounts[index % 7 === 3 ? 1 : 0]
  const name = people[index % people.length] ?? ''
  const assignee = [me, null, agents[1], me, null][index % 5] ?? null
  const lastInboundMessageId = String(1_000_000 - index * 100)
  return {
    id: String(9_000_000 - index),
    account: { id: line?.id ?? '', name: line?.name ?? '', channel: line?.channel ?? '' },
    contact: {
      id: `c${index % people.length}`,
      name,
      address: `customer${index % people.length}@example.com`,
      isGroup: false,
    },
    subject: index % 13 === 5 ? null : (subjects[(index * 3) % subjects.length] ?? null),
    status,
    snoozedUntil: status === 'snoozed' ? new Date(start + 3_600_000 * (index % 40)).toISOString() : null,
    assignee: assignee && { id: assignee.id, name: assignee.name },
    priority: 'normal',
    labels: index % 6 === 2 ? ['billing'] : index % 9 === 4 ? ['退款', 'vip', 'bug'] : [],
    snippet: snippets[index % snippets.length] ?? '',
    snippetSentence: null,
    snippetDirection: index % 4 === 1 ? 'outbound' : index % 17 === 3 ? 'note' : 'inbound',
    lastActivityAt: minutesAgo(3 + index * 17),
    lastInboundAt: minutesAgo(3 + index * 17),
    lastMessageId: lastInboundMessageId,
    lastInboundMessageId,
    lastReadMessageId: index % 3 === 0 ? null : lastInboundMessageId,
    unsentCount: index === 2 ? 1 : 0,
    linkedConversationId: index === 3 ? '8999999' : null,
    linkedBecause: index === 3 ? 'stranger' : null,
    demo: false,
    createdAt: minutesAgo(3 + index * 17 + 300),
  }
}

export function conversations(count: number): Conversation[] {
  return Array.from({ length: count }, (_, index) => conversation(index))
}

type Sketch = Partial<Message> & { text: string; direction: Message['direction'] }

let lastId = 2_000_000
export const nextId = () => String(++lastId)

export function message(of: Conversation, { text, direction, ...rest }: Sketch): Message {
  const author: Message['author'] =
    direction === 'inbound'
      ? { type: 'customer', id: of.contact.id, name: of.contact.name, address: of.contact.address }
      : { type: 'agent', id: me.id, name: me.name, address: null }
  return {
    id: nextId(),
    conversationId: of.id,
    direction,
    kind: 'message',
    clientId: null,
    author,
    subject: of.subject,
    to: direction === 'outbound' ? [of.contact.address] : ['support@acme.test'],
    cc: [],
    replyTo: [],
    bcc: [],
    body: plain(text),
    attachments: [],
    editedAt: null,
    deletedAt: null,
    change: null,
    reactions: [],
    way: null,
    answers: null,
    automation: 'none',
    senderProof: direction === 'inbound' ? 'proven' : null,
    marks: [],
    forwardedFrom: null,
    rawUrl: direction === 'inbound' ? '/api/v1/messages/1/raw' : null,
    delivery: direction === 'outbound' ? delivery('delivered') : null,
    occurredAt: new Date().toISOString(),
    createdAt: new Date().toISOString(),
    ...rest,
  }
}

type Delivery = NonNullable<Message['delivery']>

export function delivery(
  state: Delivery['state'],
  detail: string | null = null,
  sentence: Delivery['sentence'] = null,
): Delivery {
  const resend = state === 'failed' ? 'safe' : state === 'unconfirmed' ? 'may_duplicate' : 'no'
  return {
    state,
    detail,
    sentence,
    technical: detail && '550 5.7.1 rejected',
    at: new Date().toISOString(),
    attempts: 1,
    nextAttemptAt: null,
    refused: [],
    resend,
  }
}

const plain = (text: string): Message['body'] => ({
  text,
  sentence: null,
  html: null,
  textFold: null,
  frameUrl: null,
  hasFold: false,
  hasRemoteImages: false,
})

const html = (text: string) => ({
  text,
  sentence: null,
  html: '<p>…</p>',
  textFold: null,
  frameUrl: '/api/v1/messages/1/frame',
  hasFold: true,
  hasRemoteImages: true,
})

/** The messages of a conversation, with ids that grow as time does and end at the row's latest. */
export function messagesOf(of: Conversation, everything: boolean): Message[] {
  const all = sketched(of, everything).sort((one, other) => one.occurredAt.localeCompare(other.occurredAt))
  const newest = Number(of.lastInboundMessageId)
  return all.map((each, index) => ({ ...each, id: String(newest - (all.length - 1 - index)) }))
}

/** The third conversation shows every state there is, the others a short exchange. */
function sketched(of: Conversation, everything: boolean): Message[] {
  const at = (minutes: number) => new Date(Date.parse(of.lastActivityAt) - minutes * 60_000).toISOString()
  const [first = '', answer = '', chinese = ''] = texts
  const short = [
    message(of, { direction: 'inbound', text: first, occurredAt: at(220) }),
    message(of, { direction: 'outbound', text: answer, occurredAt: at(200) }),
    message(of, {
      direction: 'note',
      text: '@jonas this is the same VAT bug as last week, can you confirm it is fixed in production?',
      occurredAt: at(190),
    }),
    message(of, { direction: 'inbound', text: chinese, occurredAt: at(0) }),
  ]
  if (!everything) return short
  const quoted = `${chinese}\n\nOn Monday Anna wrote:\n> Hi Mei, thanks for writing.`
  const files = [
    {
      id: 'f1',
      fileName: 'invoice-2026-11.pdf',
      mediaType: 'application/pdf',
      size: 184_223,
      inline: false,
      state: 'here' as const,
      detail: null,
      sentence: null,
      url: '/attachments/f1',
    },
    {
      id: 'f2',
      fileName: 'screenshot of the payment page with a long name.png',
      mediaType: 'image/png',
      size: 48_120,
      inline: false,
      state: 'here' as const,
      detail: null,
      sentence: null,
      url: '/attachments/f2',
    },
  ]
  return [
    ...short,
    message(of, { direction: 'inbound', text: '', body: html('Newsletter'), occurredAt: at(180) }),
    message(of, {
      direction: 'inbound',
      text: quoted,
      body: { ...html(quoted), html: null, frameUrl: null, textFold: chinese.length },
      attachments: files,
      occurredAt: at(170),
    }),
    message(of, {
      direction: 'inbound',
      text: 'I am out of office until Monday.',
      automation: 'auto_reply',
      occurredAt: at(160),
    }),
    message(of, {
      direction: 'inbound',
      kind: 'unreadable',
      text: '',
      body: {
        ...plain('This message could not be read; its bytes are kept as they came.'),
        sentence: { code: 'desk.unreadable', values: {} },
      },
      occurredAt: at(150),
    }),
    ...(['queued', 'sending', 'sent', 'read'] as const).map((state) =>
      message(of, {
        direction: 'outbound',
        text: `This reply is ${state}.`,
        delivery: delivery(state),
        occurredAt: at(100),
      }),
    ),
    message(of, {
      direction: 'outbound',
      text: answer,
      delivery: delivery(
        'failed',
        'The mail server takes no mail for mei@example.com. Check the address with the customer.',
        { code: 'email.recipient_refused', values: { recipient: 'mei@example.com' } },
      ),
      occurredAt: at(90),
    }),
    message(of, {
      direction: 'outbound',
      text: 'Done, the new invoice is attached.',
      delivery: delivery(
        'unconfirmed',
        'It is not known whether this reply was sent: something unexpected went wrong on the way.',
        { code: 'desk.reply_unanswered', values: {} },
      ),
      attachments: files.slice(0, 1),
      occurredAt: at(80),
    }),
  ]
}
