/** An account of the desk on servers a test has started. */
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import type { Envelope } from '@cordboard/core/message'
import { emailPace, type EmailPace } from '../src/connection.ts'
import { emailSettingsSchema, type EmailSettings, type MailServer } from '../src/settings.ts'

export const sendPassword = 'smtp-p4ss-öß'

/** Nothing listens on the ports left out. */
export function settingsFor({
  imap = {},
  smtp = {},
}: {
  imap?: Partial<MailServer>
  smtp?: Partial<MailServer>
}): EmailSettings {
  return emailSettingsSchema.parse({
    address: 'support@desk.test',
    fromName: 'Desk 客服',
    imap: { host: 'localhost', port: 1, security: 'starttls', user: 'support', password: 'imap-p4ss', ...imap },
    smtp: { host: 'localhost', port: 1, security: 'starttls', user: 'support', password: sendPassword, ...smtp },
  })
}

export const quickPace: EmailPace = {
  receive: { ...emailPace.receive, connectionTimeoutMs: 500, greetingTimeoutMs: 500 },
  send: { connectionTimeoutMs: 500, greetingTimeoutMs: 500, socketTimeoutMs: 700 },
}

export function reply(envelope: Partial<Envelope> = {}, more: Partial<OutboundMessage> = {}): OutboundMessage {
  return {
    id: '1',
    envelope: {
      externalId: `<${crypto.randomUUID()}@desk.test>`,
      from: '"Desk 客服" <support@desk.test>',
      to: ['jane@customer.test'],
      cc: [],
      bcc: [],
      subject: 'Re: 提现问题 withdrawal',
      inReplyTo: '<c2@customer.test>',
      references: ['<c1@customer.test>', '<c2@customer.test>'],
      ...envelope,
    },
    body: { text: 'Hello 你好', html: '<p>Hello 你好</p>' },
    attachments: [],
    createdAt: new Date('2026-11-20T10:00:00Z'),
    ...more,
  }
}

export function file(
  fileName: string,
  mediaType: string,
  bytes: Uint8Array<ArrayBuffer>,
  contentId: string | null = null,
) {
  return { fileName, mediaType, size: bytes.length, contentId, open: async () => new Blob([bytes]).stream() }
}
