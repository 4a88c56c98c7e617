/** What sends one account's mail: over pooled connections, each mail handed over once. */
import type { SendMailOptions } from 'nodemailer'
import type { SMTPPoolSentMessageInfo } from 'nodemailer/lib/smtp-pool'
import { type RenewingHost, unlessAborted } from './access-token.ts'
import { toChannelError } from './errors.ts'
import type { EmailSettings } from './settings.ts'
import { SmtpLines, type SmtpLine } from './smtp-lines.ts'
import { type HandOver, openTransport, smtpPace, type SmtpPace } from './smtp-transport.ts'

export type Mail = SendMailOptions & { messageId: string }

export interface SmtpPool extends AsyncDisposable {
  /**
   * Hands one mail over. Throws a `ChannelError`, `unconfirmed` when the whole mail had left and no answer came. `compose` is called
   * once more where a refused token was renewed before anything of the mail had left: its files are streams that serve once.
   */
  deliver(compose: () => Mail, signal: AbortSignal): Promise<SMTPPoolSentMessageInfo>
  /** Connects and signs in on a connection of its own. Throws a `ChannelError`, or the signal's reason. */
  signIn(signal: AbortSignal): Promise<void>
}

export function openSmtpPool(settings: EmailSettings, host: RenewingHost, pace: SmtpPace = smtpPace): SmtpPool {
  const closing = new AbortController()
  const open = (current: EmailSettings) => openTransport(current, { host, pace, signal: closing.signal })
  const lines = new SmtpLines(settings, host, open)
  return {
    async deliver(compose, signal) {
      const handOver: HandOver = { gave: 'nothing' }
      const work = async ({ transport, settings: own }: SmtpLine) => {
        try {
          return await transport.sendMail(Object.assign(compose(), { signal, handOver }))
        } catch (error) {
          throw toChannelError(error, 'smtp', own, handOver.gave)
        }
      }
      try {
        return await lines.use(signal, { work, untouched: () => handOver.gave === 'nothing' })
      } catch (error) {
        throw toChannelError(error, 'smtp', settings)
      }
    },
    async signIn(signal) {
      const work = async ({ transport, settings: own }: SmtpLine) => {
        try {
          await unlessAborted(transport.verify(), signal)
        } catch (error) {
          signal.throwIfAborted()
          throw toChannelError(error, 'smtp', own)
        }
      }
      await lines.use(signal, { work, untouched: () => true })
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      lines[Symbol.dispose]()
    },
  }
}
