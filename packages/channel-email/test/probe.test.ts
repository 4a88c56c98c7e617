import MailComposer from 'nodemailer/lib/mail-composer'
import { expect, it } from 'vitest'
import { email } from '../src/index.ts'
import { probeMail } from '../src/probe.ts'
import { settingsFor } from './support-account.ts'

const settings = settingsFor({})

async function shown(from: string): Promise<number> {
  const bytes = await new MailComposer({ ...probeMail(settings, 'token'), from }).compile().build()
  const raw = { bytes, mediaType: 'message/rfc822', key: 'INBOX:1:1', receivedAt: new Date() }
  return (await email.normalise(raw, email.self(settings))).length
}

it('keeps the mails of the connection test off the desk, and nobody else’s that look like one', async () => {
  expect(await shown('support@desk.test')).toBe(0)
  expect(await shown('jane@customer.test')).toBe(1)
})
