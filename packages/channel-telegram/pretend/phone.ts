/** The demo's pretend Telegram phone: one bot, the desk's, and three people who have it among their chats. */
import { randomBytes } from 'node:crypto'
import type { Act, PretendProvider } from '@cordboard/core/channel/pretend'
import { ActRefused } from '@cordboard/core/channel/pretend'
import type { FakeBot } from './fake-bot.ts'
import { fakePerson, type FakePerson } from './people.ts'
import { Chat } from './phone-chat.ts'
import { acts } from './phone-acts.ts'
import { FakeTelegram } from './server.ts'

/** The same bot at every start, or the desk would take it for another line. */
const botId = 7_100_000_001
const username = 'pretend_support_bot'
const beginning = Date.UTC(2026, 0, 1)
const quietMs = 3_000

export const owners: readonly FakePerson[] = [
  fakePerson(5_100_000_001, { first_name: 'Maya', last_name: 'Lindqvist', username: 'maya_l' }),
  fakePerson(5_100_000_002, { first_name: '李婷', username: 'liting88', language_code: 'zh-hans' }),
  fakePerson(5_100_000_003, { first_name: 'Diego', last_name: 'Fernández', language_code: 'es' }),
]

export async function startPhone(): Promise<PretendProvider> {
  const telegram = await FakeTelegram.start()
  const token = `${botId}:demo-${randomBytes(24).toString('base64url')}`
  const number = secondsSince(beginning)
  const bot = telegram.addBot(token, username, { idsAfter: number })
  // Nothing is remembered from an earlier start, and no number of it may come again.
  bot.queue.continueAt(number)
  bot.queue.numbersAsAsked = true
  const chats = owners.map((owner) => new Chat(bot, owner))
  const watching = new Set<() => void>()
  const tell = () => {
    for (const changed of watching) changed()
  }
  bot.onCall = tell
  const reading = new Reading(bot)
  return {
    settings: { token, mode: 'polling', apiRoot: telegram.apiRoot },
    accountName: 'Pretend Telegram',
    page: {
      folder: new URL('./page/', import.meta.url),
      state: () => ({ bot: { username }, isRead: reading.now(), chats: chats.map((chat) => chat.state()) }),
      watch(changed) {
        watching.add(changed)
        return () => void watching.delete(changed)
      },
      act(act) {
        perform(chats, act)
        tell()
      },
      file: (id) => chats.map((chat) => chat.file(id)).find((file) => file !== null) ?? null,
    },
    [Symbol.asyncDispose]: () => telegram[Symbol.asyncDispose](),
  }
}

function perform(chats: readonly Chat[], act: Act): void {
  const chat = chats.find(({ owner }) => String(owner.id) === act.fields['chat'])
  const doIt = acts.get(act.fields['do'] ?? '')
  if (!chat || !doIt) throw new ActRefused('unknown')
  doIt(chat, act)
}

/** Between two calls of the desk nobody waits for a moment. */
class Reading {
  readonly #bot: FakeBot
  #lastAt = 0

  constructor(bot: FakeBot) {
    this.#bot = bot
  }

  now(): boolean {
    if (this.#bot.queue.isRead) this.#lastAt = Date.now()
    return Date.now() - this.#lastAt < quietMs
  }
}

function secondsSince(moment: number): number {
  return Math.floor((Date.now() - moment) / 1_000)
}
