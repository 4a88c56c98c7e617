/** What goes on at a desk while something goes wrong. */
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '@cordboard/channel-testkit/peers/until'
import type { AskedReply } from '../truth.ts'
import type { World } from '../world.ts'
import type { Form } from './fault.ts'

/** So many customers write, and an agent answers so many conversations. A desk that is away keeps nobody from asking again later. */
export async function work(world: World, { mails = 3, replies = 2 } = {}): Promise<AskedReply[]> {
  const { line, crew } = world
  line.customersWrite(mails)
  const asked = await line.agentWrites(crew.url, replies).catch((): AskedReply[] => [])
  await Promise.all(asked.map((reply) => line.ask(crew.url, reply)))
  return asked
}

/** One reply the desk has and is about to send; others of its conversation would only wait behind it. */
export async function askOne(world: World): Promise<AskedReply> {
  const [reply] = await world.line.agentWrites(world.crew.url, 1)
  if (!reply) throw new Error('Nobody has written yet.')
  await world.line.ask(world.crew.url, reply)
  return reply
}

export async function stateOf(world: World, { clientId }: AskedReply): Promise<string | undefined> {
  const { rows } = await world.line
    .rows()
    .query<{ delivery_state: string }>('select delivery_state from messages where client_id = $1', [clientId])
  return rows[0]?.delivery_state
}

/** How often it was handed over, as far as that is over. */
export async function attemptsOf(world: World, { clientId }: AskedReply): Promise<number> {
  const { rows } = await world.line
    .rows()
    .query<{ attempts: number }>(
      `select delivery_attempts::int as attempts from messages where client_id = $1 and delivery_state <> 'sending'`,
      [clientId],
    )
  return rows[0]?.attempts ?? 0
}

export async function untilState(world: World, reply: AskedReply, state: string, limitMs = 30_000): Promise<void> {
  await until(`the reply is ${state}`, async () => (await stateOf(world, reply)) === state, limitMs)
}

/** A fault that lasts: in the long form as long as it says, in the short one just long enough to be felt. */
export async function lasting(form: Form, longSeconds: number, shortSeconds = 1.5): Promise<string> {
  const seconds = form === 'long' ? longSeconds : shortSeconds
  await delay(seconds * 1_000)
  return `${seconds} s`
}
