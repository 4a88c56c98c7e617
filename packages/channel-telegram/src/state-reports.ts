/** Says how the account stands when that changes, and now and then when it does not: a silent line would be taken for a dead one. */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { detailOf, type Sentence } from '@cordboard/core/sentence'

const repeatedEveryMs = 20_000

export class StateReports {
  readonly #host: Pick<ChannelHost<object>, 'reportState'>
  #last = ''
  #saidAt = 0

  constructor(host: Pick<ChannelHost<object>, 'reportState'>) {
    this.#host = host
  }

  connected(): void {
    this.#report({ state: 'connected', detail: '', nextAction: 'none', progress: null })
  }

  say(state: AccountState['state'], sentence: Sentence, nextAction: AccountState['nextAction']): void {
    this.#report({ state, ...detailOf(sentence), nextAction, progress: null })
  }

  #report(state: AccountState): void {
    const said = JSON.stringify(state)
    if (said === this.#last && Date.now() - this.#saidAt < repeatedEveryMs) return
    this.#last = said
    this.#saidAt = Date.now()
    this.#host.reportState(state)
  }
}
