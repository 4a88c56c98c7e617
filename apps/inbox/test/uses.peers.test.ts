/** What an account's provider is paid for is counted for all processes together. */
import { expect, test } from 'vitest'
import { loadAccount } from '../src/accounts/load-account.ts'
import { openHost } from '../src/accounts/open-host.ts'
import { openPretendDesk } from './support/pretend-desk.ts'

async function hostOf(desk: Awaited<ReturnType<typeof openPretendDesk>>, accountId: string) {
  const account = await loadAccount(desk.ctx, accountId)
  if (!account) throw new Error('The account is gone.')
  return openHost(desk.ctx, account, { epoch: null })
}

test('uses of several connections add up, per account and item, and only the day’s count', async () => {
  await using desk = await openPretendDesk()
  const [one, other] = [await desk.account(), await desk.account('other@example.com')]
  const [first, second, neighbour] = await Promise.all([hostOf(desk, one), hostOf(desk, one), hostOf(desk, other)])
  await Promise.all(
    [first, second].flatMap((host) => Array.from({ length: 10 }, () => host.countUse({ read: 2, write: 1, none: 0 }))),
  )
  await neighbour.countUse({ read: 1 })
  expect(await first.usedToday()).toEqual({ read: 40, write: 20 })
  expect(await neighbour.usedToday()).toEqual({ read: 1 })
  await desk.ctx.db.updateTable('account_uses').set({ day: '2020-01-01' }).execute()
  expect(await first.usedToday()).toEqual({})
})

test('providers reach an account under the address the operator gave the desk', async () => {
  await using desk = await openPretendDesk()
  const id = await desk.account()
  expect((await hostOf(desk, id)).hookUrl).toBeNull()
  const account = await loadAccount(desk.ctx, id)
  if (!account) throw new Error('The account is gone.')
  const known = openHost({ ...desk.ctx, publicUrl: 'https://desk.example.com' }, account, { epoch: null })
  expect(known.hookUrl).toBe(`https://desk.example.com/hooks/pretend/${id}`)
})
