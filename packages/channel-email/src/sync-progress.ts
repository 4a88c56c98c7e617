/** What the admin sees while old mail is read in: one count over all folders, then how the folders stand. */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { detailOf, type Sentence } from '@cordboard/core/sentence'
import { say } from './sentences.ts'

type Reading = 'reading' | 'synced' | 'missing'
type FolderProgress = { done: number; total: number; reading: Reading; refused: number }

const mostNamed = 3

export class SyncProgress {
  readonly #host: Pick<ChannelHost<object>, 'reportState'>
  readonly #folders: Map<string, FolderProgress>
  #askedEveryMs: number | null = null

  constructor(host: Pick<ChannelHost<object>, 'reportState'>, folders: readonly string[]) {
    this.#host = host
    this.#folders = new Map(folders.map((folder) => [folder, { done: 0, total: 0, reading: 'reading', refused: 0 }]))
  }

  get isAllMissing(): boolean {
    return [...this.#folders.values()].every(({ reading }) => reading === 'missing')
  }

  /** The server announces nothing by itself. */
  isAsking(everyMs: number): void {
    this.#askedEveryMs = everyMs
  }

  /** `done` of `total` mails of the folder are stored. */
  report(folder: string, done: number, total: number): void {
    this.#folders.set(folder, { done, total, reading: 'reading', refused: 0 })
    this.#tell()
  }

  /**
   * Everything the folder holds is stored, except `refused` mails its server lists and does not hand out. Also the sign of
   * life at every look into the folder.
   */
  synced(folder: string, refused = 0): void {
    const { total } = this.#folders.get(folder) ?? { total: 0 }
    this.#folders.set(folder, { done: total, total, reading: 'synced', refused })
    this.#tell()
  }

  /** The server has no folder of this name any more. */
  missing(folder: string): void {
    this.#folders.set(folder, { done: 0, total: 0, reading: 'missing', refused: 0 })
    this.#tell()
  }

  #tell(): void {
    const folders = [...this.#folders.values()]
    if (folders.every(({ reading }) => reading !== 'reading')) return this.#host.reportState(this.#restState())
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

  #restState(): AccountState {
    const missing = [...this.#folders].filter(([, { reading }]) => reading === 'missing').map(([folder]) => folder)
    if (missing.length > 0) return resting('degraded', foldersGone(missing), 'check_settings')
    const refused = [...this.#folders.values()].reduce((sum, folder) => sum + folder.refused, 0)
    if (refused === 1) return resting('degraded', say('mail_withheld'), 'contact_provider')
    if (refused > 1) return resting('degraded', say('mails_withheld', { count: refused }), 'contact_provider')
    if (this.#askedEveryMs === null) return resting('connected', say('connected'), 'none')
    return resting('connected', say('connected_asking', { seconds: Math.round(this.#askedEveryMs / 1000) }), 'none')
  }
}

function resting(
  state: AccountState['state'],
  sentence: Sentence,
  nextAction: AccountState['nextAction'],
): AccountState {
  return { state, ...detailOf(sentence), nextAction, progress: null }
}

function foldersGone(folders: readonly string[]): Sentence {
  const [folder = ''] = folders
  if (folders.length === 1) return say('folder_gone', { folder })
  const named = folders.slice(0, mostNamed).map((name) => `“${name}”`)
  return say('folders_gone', { folders: `${named.join(', ')}${folders.length > mostNamed ? ', …' : ''}` })
}
