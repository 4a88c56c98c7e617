/** The live half of one mailbox: receives by IMAP, sends by SMTP. */
import type { ChannelConnection, ChannelHost } from '@cordboard/core/channel/channel'
import { findSent } from './find-sent.ts'
import { takeInventory } from './inventory.ts'
import { keepsCopies, keepSent } from './keep-sent.ts'
import { listFolders } from './list-folders.ts'
import { receive, receivePace, type ReceivePace } from './receive.ts'
import { send } from './send.ts'
import type { EmailSettings } from './settings.ts'
import { openSmtpPool } from './smtp-pool.ts'
import { smtpPace, type SmtpPace } from './smtp-transport.ts'
import { takeIn } from './take-in.ts'
import { verify } from './verify.ts'

/** How patient a connection is with each server. Tests shorten it. */
export type EmailPace = { receive: ReceivePace; send: SmtpPace }

export const emailPace: EmailPace = { receive: receivePace, send: smtpPace }

/** Opens nothing yet: the first use of each direction does. */
export function openConnection(
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  pace: EmailPace,
): ChannelConnection {
  const pool = openSmtpPool(settings, host, pace.send)
  return {
    receive: (signal) => receive(settings, host, signal, pace.receive),
    send: (message, signal) => send(message, pool, signal),
    verify: (signal, onStep) => verify({ settings, host, pool }, signal, onStep),
    listPlaces: (signal) => listFolders(settings, host, signal),
    takeInventory: (signal, onProgress) => takeInventory(settings, host, signal, onProgress),
    takeIn: (keys, signal) => takeIn(keys, settings, host, signal),
    findSent: (message, signal) => findSent(message, settings, host, signal),
    ...(keepsCopies(settings) && {
      keepSent: (messages, onKept, signal) => keepSent(messages, { settings, host, onKept }, signal),
    }),
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  }
}
