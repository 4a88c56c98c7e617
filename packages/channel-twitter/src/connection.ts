/** The live half of one account. It opens nothing until it is asked for something. */
import type { ChannelConnection, ChannelHost } from '@cordboard/core/channel/channel'
import { startAnnouncing } from './announcing.ts'
import { Budget } from './budget.ts'
import { cursorIn } from './cursor.ts'
import { findSent } from './find-sent.ts'
import { XLink } from './link.ts'
import { fetchMedia } from './media.ts'
import type { TwitterPace } from './pace.ts'
import { receive } from './receive.ts'
import { retract } from './retract.ts'
import { send } from './send.ts'
import type { TwitterSettings } from './settings.ts'
import { verify } from './verify.ts'
import { handleWebhook } from './webhook.ts'

export function openConnection(
  settings: TwitterSettings,
  host: ChannelHost<TwitterSettings>,
  pace: TwitterPace,
): ChannelConnection {
  const link = new XLink(settings, host, pace)
  const budget = new Budget(settings, host)
  const context = { settings, host, link, budget }
  return {
    receive: (signal) => receive({ settings, host, pace }, signal),
    send: (message, signal) => send(message, context, signal),
    verify: (signal, onStep) => {
      const own = { settings, host, cursor: cursorIn(null, settings.historyDays) }
      const announce = (self: string, stop: AbortSignal) => startAnnouncing(link, { ...own, self }, stop)
      const isReachable = settings.webhooks === true && host.hookUrl !== null
      return verify({ link, budget, announce: isReachable ? announce : null }, signal, onStep)
    },
    fetchAttachment: (ref, signal) => fetchMedia(ref, link, signal),
    findSent: (message, signal, isTaken) => findSent(message, context, signal, isTaken),
    retract: (message, signal) => retract(message, context, signal),
    ...(settings.webhooks === true && { handleWebhook: (request) => handleWebhook(request, context) }),
    [Symbol.asyncDispose]: async () => link[Symbol.dispose](),
  }
}
