/** Bots connected to a desk, at a pretend Telegram in this process, and the customers who write to them. */
import type { FakeBot } from '@cordboard/channel-telegram/pretend/fake-bot'
import { fakePerson } from '@cordboard/channel-telegram/pretend/people'
import type { FakeTelegram } from '@cordboard/channel-telegram/pretend/server'
import type pg from 'pg'
import type { Desk } from './desk.ts'

export type ConnectedBot = { account: string; bot: FakeBot }

const firstBot = 7_000_000_000
const firstCustomer = 5_000_000_000

export function newBot(telegram: FakeTelegram, number: number): FakeBot {
  return telegram.addBot(`${firstBot + number}:bench-token-of-bot-${number}`, `bench_${number}_bot`)
}

export async function connectBot(desk: Desk, telegram: FakeTelegram, bot: FakeBot): Promise<ConnectedBot> {
  const settings = { token: bot.token, mode: 'polling', apiRoot: telegram.apiRoot }
  const name = String(bot.me['username'])
  const { id } = await desk.call<{ id: string }>('POST', '/accounts', { channel: 'telegram', name, settings })
  return { account: id, bot }
}

/** So many messages, from `customers` in turn. */
export function hearMany(bot: FakeBot, { messages, customers }: { messages: number; customers: number }): void {
  for (let index = 0; index < messages; index++)
    bot.hears(fakePerson(firstCustomer + (index % customers)), {
      text: `Where is my deposit? This is message ${index}.`,
    })
}

/** Ids of an account's conversations. */
export async function conversationsOf(pool: pg.Pool, account: string): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    'select id::text from conversations where account_id = $1 order by id',
    [account],
  )
  return rows.map(({ id }) => id)
}
