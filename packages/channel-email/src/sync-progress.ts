/** What the admin sees while old mail is read in: one count over all folders, then "connected". */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { detailOf } from '@cordboard/core/sentence'
import { say } from './sentences.ts'

export class SyncProgress {
  readonly #host: Pick<ChannelHost<object>, 'reportState'>
  readonly #folders: Map<string, { done: number; total: number; synced: boolean; refused: number }>

  constructor(host: Pick<ChannelHost<object>, 'reportState'>, folders: readonly string[]) {
    this.#host = host
    this.#folders = new Map(folders.map((folder) => [folder, { done: 0, total: 0, synced: false, refused: 0 }]))
  }

  /** `done` of `total` mails of the folder are stored. */
  report(folder: string, done: number, total: number): void {
    this.#folders.set(folder, { done, total, synced: false, refused: 0 })
    this.#tell()
  }

  /**
   * Everything the folder holds is stored, except `refused` mails its server lists and does not hand out. Also the sign of
   * life at every look into the folder.
   */
  synced(folder: string, refused = 0): void {
    const { total } = this.#folders.get(folder) ?? { total: 0 }
    this.#folders.set(folder, { done: total, total, synced: true, refused })
    this.#tell()
  }

  #tell(): void {
    const folders = [...this.#folders.values()]
    if (folders.every(({ synced }) => synced)) {
      this.#host.reportState(restState(folders.reduce((sum, { refused }) => sum + refused, 0)))
      return
    }
    const done = folders.reduce((sum, folder) => sum + folder.done, 0)
    const total = folders.reduce((sum, folder) => sum + folder.total, 0)
    if (total === 0) return
    this.#host.reportState({
      state: 'syncing',
      ...detailOf(say('syncing', { done, total })),
      nextAction: 'wait',
      progress: { done, total },
    })
  }
}

function restState(refused: number): AccountState {
  if (refused === 0) {
    return { state: 'connected', ...detailOf(say('connected')), nextAction: 'none', progress: null }
  }
  const withheld = refused === 1 ? say('mail_withheld') : say('mails_withheld', { count: refused })
  return { state: 'degraded', ...detailOf(withheld), nextAction: 'contact_provider', progress: null }
}
