import { accountHealth } from '../../accounts/account-health.ts'
import { createAccount } from '../../accounts/create-account.ts'
import { findAccount, listAccounts } from '../../accounts/list-accounts.ts'
import { listPlaces } from '../../accounts/list-places.ts'
import { removeAccount } from '../../accounts/remove-account.ts'
import { updateAccount } from '../../accounts/update-account.ts'
import { storedSettings, typedSettings, verifySettings } from '../../accounts/verify-account.ts'
import { agentOf } from '../caller.ts'
import { procedures } from '../procedures.ts'
import { notFound } from '../refusal.ts'
import { refuseWith } from '../refuse-with.ts'
import { rowIdIn, rowIdOf } from '../row-id.ts'
import { verifyLimitMs } from './verify.ts'

const placesLimitMs = 30_000

const route = procedures.accounts

export const accountRoutes = {
  create: route.create.handler(async ({ input, context: { desk, caller } }) => {
    const created = await createAccount(desk, { ...input, actorAgentId: agentOf(caller) })
    return created.ok ? findAccount(desk.db, created.id) : refuseWith(created)
  }),
  list: route.list.handler(async ({ context: { desk } }) => ({ items: await listAccounts(desk.db), nextCursor: null })),
  get: route.get.handler(({ input, context: { desk } }) => findAccount(desk.db, input.id)),
  update: route.update.handler(async ({ input, context: { desk, caller } }) => {
    const id = rowIdOf(input.id, 'account')
    const updated = await updateAccount(desk, { ...input, id, actorAgentId: agentOf(caller) })
    return updated.ok ? findAccount(desk.db, id) : refuseWith(updated)
  }),
  remove: route.remove.handler(async ({ input, context: { desk, caller } }) => {
    const id = rowIdOf(input.id, 'account')
    if (!(await removeAccount(desk, { id, actorAgentId: agentOf(caller) }))) throw notFound('account')
  }),
  verify: route.verify.handler(async ({ input, context: { desk, request } }) => {
    const found = await storedSettings(desk, rowIdOf(input.id, 'account'))
    if (!found.ok) return refuseWith(found)
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(verifyLimitMs)])
    return verifySettings(desk, found, { signal })
  }),
  places: route.places.handler(async ({ input: { accountId, ...typed }, context: { desk, request } }) => {
    const known = accountId ? rowIdIn('accountId', accountId) : null
    const found = await typedSettings(desk, { ...typed, accountId: known })
    if (!found.ok) return refuseWith(found)
    return listPlaces(desk, found, AbortSignal.any([request.signal, AbortSignal.timeout(placesLimitMs)]))
  }),
  health: route.health.handler(({ input, context: { desk } }) => accountHealth(desk, input.id)),
}
