/** Anybody may call a hook's address: what strangers ask for there opens nothing twice and closes nothing. */
import { expect, test } from 'vitest'
import { openHookConnections } from '../src/hooks/hook-connections.ts'
import { openPretendDesk } from './support/pretend-desk.ts'

test('calls that come together share one connection, also when the settings have changed', async () => {
  await using desk = await openPretendDesk()
  const id = await desk.account('busy chat', 'pretend_chat')
  const mailbox = desk.provider.mailbox('busy chat')
  await using hooks = openHookConnections(desk.ctx)
  const together = async () =>
    new Set(await Promise.all(Array.from({ length: 5 }, () => hooks.find('pretend_chat', id))))
  expect([...(await together())]).toEqual([expect.anything()])
  expect(mailbox.connections).toBe(1)
  await desk.ctx.pool.query('update channel_accounts set revision = revision + 1 where id = $1', [id])
  expect([...(await together())]).toEqual([expect.anything()])
  expect(mailbox.connections).toBe(1)
})

test('a call that names another channel does not end the line of the account', async () => {
  await using desk = await openPretendDesk()
  const id = await desk.account('quiet chat', 'pretend_chat')
  await using hooks = openHookConnections(desk.ctx)
  const line = await hooks.find('pretend_chat', id)
  expect(await hooks.find('pretend', id)).toBeNull()
  expect(desk.provider.mailbox('quiet chat').connections).toBe(1)
  expect(await hooks.find('pretend_chat', id)).toBe(line)
})
