/** The pretended provider as a chat: conversations of its own, groups, ways in public and in private, messages that change. */
import type { ChannelConnection, ChannelDefinition, ReplyPart, WholeReply } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { type PretendMailbox, type PretendProvider, type PretendSettings, pretendChannel } from './pretend-channel.ts'

const longest = 40

export function pretendChat(provider: PretendProvider): ChannelDefinition<PretendSettings> {
  const plain = pretendChannel(provider)
  const { body, attachments } = plain.capabilities
  const short = { ...body, maxLength: longest }
  return {
    ...plain,
    id: 'pretend_chat',
    label: 'Pretend chat',
    capabilities: {
      ...plain.capabilities,
      body: short,
      threading: 'conversation',
      initiate: false,
      namesMessages: true,
      ways: [
        { id: 'post', label: 'Post', public: true, after: ['post'], body: short, attachments: null },
        { id: 'letter', label: 'Letter', public: false, after: ['post', 'letter'], body: short, attachments },
      ],
      edits: { withinHours: 48 },
      retracts: { withinHours: null },
      showsTyping: true,
    },
    address: (context) => ({
      ...plain.address(context),
      // Which id it has is known when it was sent.
      externalId: null,
      inReplyTo: context.answers?.externalId ?? null,
      references: [],
      conversationKey: context.conversationKey ?? null,
      ...(context.way === undefined ? {} : { way: context.way }),
    }),
    split,
    contactUrl: ({ address }) => `https://chat.example.com/${encodeURIComponent(address)}`,
    prices: () => ({ currency: 'USD', items: { read: 0.005, write: 0.01 }, dailyLimit: 5 }),
    async connect(settings, host) {
      const connection = await plain.connect(settings, host)
      const send: ChannelConnection['send'] = async (message, signal) => {
        const receipt = await connection.send(message, signal)
        return { ...receipt, externalIds: [`sent ${message.id}`, `also ${message.id}`] }
      }
      return { ...connection, ...later(provider.mailbox(settings.address)), send }
    },
  }
}

/** At spaces, files with the last part; what is posted is not divided. */
function split({ markdown, files, way }: WholeReply): readonly ReplyPart[] {
  const all = files.map((_, position) => position)
  if (way === 'post') return [{ markdown, files: all }]
  const parts: string[] = []
  for (const word of markdown.split(' ')) {
    const joined = parts.length === 0 ? word : `${parts.at(-1)} ${word}`
    if (parts.length > 0 && joined.length <= longest) parts[parts.length - 1] = joined
    else parts.push(word)
  }
  return parts.map((text, index) => ({ markdown: text, files: index === parts.length - 1 ? all : [] }))
}

function later(mailbox: PretendMailbox): Partial<ChannelConnection> {
  const fault = () => {
    const error = mailbox.faults.shift()
    if (error) throw error
  }
  return {
    async fetchAttachment({ file }) {
      fault()
      const text = mailbox.files.get(String(file))
      if (text === undefined) throw new ChannelError('permanent', 'The provider keeps this file no longer.')
      return new Blob([text]).stream()
    },
    async edit(message) {
      fault()
      await mailbox.thinks()
      mailbox.edits.push(message)
    },
    async retract({ id }) {
      fault()
      mailbox.retracted.push(id)
    },
    async showTyping(envelope) {
      fault()
      mailbox.typing.push(envelope)
    },
    async handleWebhook(request) {
      const asked = new URL(request.url).searchParams.get('challenge')
      return request.method === 'GET' && asked !== null
        ? Response.json({ answer: `${asked}, indeed` })
        : new Response(null, { status: 403 })
    },
  }
}
