/** Whoever holds a reply in hand keeps it, whatever others decide at the same moment. */
import { until } from '@cordboard/channel-testkit/peers/until'
import { expect, test } from 'vitest'
import { openOutboundDesk } from './support/outbound-desk.ts'

type Desk = Awaited<ReturnType<typeof openOutboundDesk>>

test('a reply that is being sent is not called failed because its account was removed a moment before', async () => {
  await using desk = await openOutboundDesk()
  const conversationId = await desk.conversation()
  const messageId = await desk.reply(conversationId, 'In hand')
  await desk.ctx.pool.query('update channel_accounts set deleted_at = now(), enabled = false')
  const commit = await claim(desk, messageId)
  const drained = desk.drain(conversationId)
  await untilSomebodyWaits(desk)
  await commit()
  expect(await drained).toMatchObject({ againInMs: expect.any(Number) as number })
  expect(await desk.delivery(messageId)).toMatchObject({ state: 'sending' })
})

/** What another worker does as it begins to send; nobody sees it before it is committed. */
async function claim({ ctx: { pool } }: Desk, messageId: string): Promise<() => Promise<void>> {
  const other = await pool.connect()
  await other.query('begin')
  await other.query(
    `update messages set delivery_state = 'sending', delivery_attempts = 1, sending_until = now() + interval '1 minute' where id = $1`,
    [messageId],
  )
  return async () => {
    await other.query('commit')
    other.release()
  }
}

async function untilSomebodyWaits({ ctx: { pool } }: Desk): Promise<void> {
  await until('somebody waits for the row', async () => {
    const { rows } = await pool.query<{ waits: boolean }>(
      `select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock') as waits`,
    )
    return rows[0]?.waits ?? false
  })
}
