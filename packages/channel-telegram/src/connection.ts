/** The live half of one bot. */
import type { UserFromGetMe } from '@grammyjs/types'
import type { ChannelConnection, ChannelHost } from '@cordboard/core/channel/channel'
import { LeaseLost } from '@cordboard/core/channel/error'
import { BotClient } from './bot-client.ts'
import { edit, retract, showTyping } from './change.ts'
import { receivingError } from './errors.ts'
import { fetchFile } from './fetch-file.ts'
import { Floods } from './floods.ts'
import { handleWebhook } from './hook.ts'
import { receiveByHook } from './hook-watch.ts'
import { poll } from './poll.ts'
import { type Line, send, type TelegramPace } from './send.ts'
import { apiRootOf, type TelegramSettings } from './settings.ts'
import { verify } from './verify.ts'

export function openConnection(
  settings: TelegramSettings,
  { host, pace }: { host: ChannelHost<TelegramSettings>; pace: TelegramPace },
): ChannelConnection {
  const client = new BotClient(settings, host)
  const line: Line = { settings, host, server: apiRootOf(settings).hostname, client, floods: new Floods(), pace }
  const closing = new AbortController()
  const untilClosed = (signal: AbortSignal) => AbortSignal.any([signal, closing.signal])
  return {
    receive: (signal) => receive(line, untilClosed(signal)),
    handleWebhook: (request) => handleWebhook(line, request),
    send: (message, signal) => send(line, message, untilClosed(signal)),
    fetchAttachment: (ref, signal) => fetchFile(line, ref, untilClosed(signal)),
    verify: (signal, onStep) => verify(line, untilClosed(signal), onStep),
    edit: (message, signal) => edit(line, message, untilClosed(signal)),
    retract: (message, signal) => retract(line, message, untilClosed(signal)),
    showTyping: (envelope, signal) => showTyping(line, envelope, untilClosed(signal)),
    async [Symbol.asyncDispose]() {
      closing.abort()
      client.close()
    },
  }
}

async function receive(line: Line, signal: AbortSignal): Promise<void> {
  await learnName(line, signal)
  if (signal.aborted) return
  await (line.settings.mode === 'webhook' ? receiveByHook(line, signal) : poll(line, signal))
}

/** Also the first proof of the token. The bot's name is in the address customers are given. */
async function learnName({ client, host, settings, pace, server }: Line, signal: AbortSignal): Promise<void> {
  const asked = { signal, timeoutMs: pace.answerTimeoutMs }
  const me = await client.call<UserFromGetMe>('getMe', {}, asked).catch((error: unknown) => {
    if (signal.aborted) return null
    throw receivingError(error, server)
  })
  if (me === null || me.username === settings.username) return
  await host.saveSettings({ username: me.username }).catch((error: unknown) => {
    if (error instanceof LeaseLost) throw error
    host.log.warn({ error: String(error) }, 'telegram_name_not_stored')
  })
}
