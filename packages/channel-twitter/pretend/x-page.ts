/** The demo's pretend X: the desk's profile, and a page on which three of its customers post and write to it. */
import type { PretendProvider } from '@cordboard/core/channel/pretend'
import { ActRefused } from '@cordboard/core/channel/pretend'
import { startFakeX, type FakeX } from './fake-x.ts'
import { customers } from './people.ts'
import { fileOn, stateOf } from './x-state.ts'
import { acts } from './x-acts.ts'

/** X counts the milliseconds since then in the upper bits of its ids. */
const beginning = 1_288_834_974_657
const idsPerMs = 22n
const quietMs = 10_000

export const players = customers.slice(0, 3)

export async function startXPage(): Promise<PretendProvider> {
  // No id of an earlier start comes again.
  const idsAfter = BigInt(Date.now() - beginning) << idsPerMs
  const x = await startFakeX(0, { idsAfter, isForgetful: true })
  const watching = new Set<() => void>()
  const tell = () => {
    for (const changed of watching) changed()
  }
  let askedAt = 0
  x.onCall = () => {
    askedAt = Date.now()
    // What tests look at would grow for ever.
    x.seen.length = 0
    tell()
  }
  return {
    settings: settingsOf(x),
    accountName: 'Pretend X',
    page: {
      folder: new URL('./page/', import.meta.url),
      state: () => ({ ...stateOf(x, players), isRead: Date.now() - askedAt < quietMs }),
      watch(changed) {
        watching.add(changed)
        return () => void watching.delete(changed)
      },
      act(act) {
        const player = players.find(({ id }) => id === act.fields['as'])
        const perform = acts.get(act.fields['do'] ?? '')
        if (!player || !perform) throw new ActRefused('unknown')
        perform(x, player, act)
        tell()
      },
      file: (id) => fileOn(x, id),
    },
    [Symbol.asyncDispose]: () => x[Symbol.asyncDispose](),
  }
}

function settingsOf({ keys, origin, ca }: FakeX) {
  return { ...keys, apiOrigin: origin, ca }
}
