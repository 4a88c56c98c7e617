import type { AnyChannel } from '../../src/context.ts'
import { z } from 'zod'

const settings = z.strictObject({ address: z.string().min(3), password: z.string().min(1) })

/** A channel without a provider: enough for everything that never dials. */
export const fakeChannel: AnyChannel = {
  id: 'fake',
  label: 'Fake',
  settings,
  secretFields: ['password'],
  capabilities: {
    body: { formats: ['text'], maxLength: 10_000 },
    attachments: { maxCount: 10, maxBytes: 20_000_000, mediaTypes: ['*/*'] },
    threading: 'headers',
    initiate: true,
    replyWindowHours: null,
    resend: 'may_duplicate',
    copies: { maxCount: 3, addressPattern: '@' },
    signature: true,
    automaticAnswers: true,
  },
  self: (given) => ({ keys: [settings.parse(given).address], displayName: null }),
  normalise: () => Promise.resolve([]),
  address: ({ contact, token }) => ({
    externalId: token,
    from: 'desk@example.com',
    to: [contact.key],
    cc: [],
    bcc: [],
    subject: null,
    inReplyTo: null,
    references: [],
  }),
  render: (markdown, signature = '') => ({
    text: signature === '' ? markdown : `${markdown}\n${signature}`,
    html: null,
  }),
  connect: () => Promise.reject(new Error('The fake channel does not dial.')),
}
