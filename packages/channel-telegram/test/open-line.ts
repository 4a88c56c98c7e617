/** One bot at a pretend Telegram, and a connection to it. */
import { leaksOf } from '@cordboard/channel-testkit/contract/secrets'
import { RecordingHost } from '@cordboard/channel-testkit/recording-host'
import type { ChannelConnection, OutboundMessage } from '@cordboard/core/channel/channel'
import { expect, vi } from 'vitest'
import { telegramWithPace } from '../src/index.ts'
import type { TelegramSettings } from '../src/settings.ts'
import { startFakeTelegram } from './fake-provider.ts'

export const channel = telegramWithPace({ answerTimeoutMs: 1_000, pollSeconds: 1, conflictMs: 100 })
export const never = new AbortController().signal

type Provider = Awaited<ReturnType<typeof startFakeTelegram>>

export type OpenLine = AsyncDisposable & {
  provider: Provider
  bot: Provider['bot']
  host: RecordingHost<TelegramSettings>
  connection: ChannelConnection
  /** Receives until the returned function is called; that resolves to what it ended with. */
  receive(): () => Promise<unknown>
  /** A connection to the same bot with a host of its own. */
  another(): Promise<{ host: RecordingHost<TelegramSettings>; connection: ChannelConnection }>
  reply(markdown: string, more?: Partial<OutboundMessage>): OutboundMessage
}

export async function openLine(more: Partial<TelegramSettings> = {}): Promise<OpenLine> {
  const provider = await startFakeTelegram()
  const settings = channel.settings.parse({ ...provider.settings(), ...more })
  const opened: ChannelConnection[] = []
  const connect = async (host: RecordingHost<TelegramSettings>) => {
    const made = await channel.connect(settings, host)
    opened.push(made)
    return made
  }
  const host = new RecordingHost<TelegramSettings>()
  const connection = await connect(host)
  return {
    provider,
    bot: provider.bot,
    host,
    connection,
    receive() {
      const stop = new AbortController()
      const ended = (connection.receive?.(stop.signal) ?? Promise.resolve()).catch((error: unknown) => error)
      return () => {
        stop.abort()
        return ended
      }
    },
    async another() {
      const other = new RecordingHost<TelegramSettings>()
      return { host: other, connection: await connect(other) }
    },
    reply: (markdown, rest = {}) => ({
      id: crypto.randomUUID(),
      envelope: channel.address({
        token: 't',
        reportToken: 'r',
        self: channel.self(settings),
        contact: provider.customers[0] ?? { key: '', displayName: null },
        subject: null,
        history: [],
      }),
      body: channel.render(markdown),
      attachments: [],
      createdAt: new Date(),
      ...rest,
    }),
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map((made) => made[Symbol.asyncDispose]()))
      await provider[Symbol.asyncDispose]()
      expect(leaksOf(provider.secrets(), host.logged, host.states, host.gaps)).toEqual([])
    },
  }
}

/** What it failed with, with no secret in it. */
export async function failureOf({ provider }: Pick<OpenLine, 'provider'>, failing: Promise<unknown>): Promise<unknown> {
  const error = await failing.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(leaksOf(provider.secrets(), error)).toEqual([])
  return error
}

export async function stateOf({ host }: Pick<OpenLine, 'host'>, code: string | undefined): Promise<void> {
  await vi.waitFor(() => expect(host.states.at(-1)?.sentence?.code).toBe(code), { timeout: 10_000, interval: 20 })
}

export async function connected({ host }: Pick<OpenLine, 'host'>): Promise<void> {
  await vi.waitFor(() => expect(host.states.at(-1)?.state).toBe('connected'), { timeout: 10_000, interval: 20 })
}
