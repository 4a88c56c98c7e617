/** What a scripted SMTP server does with the next connection, sign-in or mail. */

/** Once per connection or sign-in; anything else in the queue waits for its turn. */
export type ConnectionBehaviour =
  | { do: 'greet'; code: number; text: string }
  | { do: 'auth'; code: 535 | 454; text: string }

/**
 * Once per mail, from MAIL FROM on. `kept` says whether a mail whose end the sender never learns stays in the truth ledger
 * (and is forwarded): both happen in the world.
 */
export type MailBehaviour =
  | { do: 'accept' }
  | { do: 'refuse'; at: 'mail' | 'rcpt' | 'data'; code: number; text: string }
  | { do: 'refuse_some'; recipients: readonly string[]; code: number; text: string }
  | { do: 'cut'; at: 'before_data' | 'mid_body' }
  | { do: 'cut'; at: 'after_dot'; kept: boolean }
  | { do: 'silence'; kept: boolean }
  | { do: 'slow'; ms: number }

export type SmtpBehaviour = ConnectionBehaviour | MailBehaviour

/** Takes behaviours in order, each where it applies; when none is queued, what is always done. */
export class SmtpScript {
  #queue: SmtpBehaviour[] = []
  #always: MailBehaviour = { do: 'accept' }

  queue(...behaviours: readonly SmtpBehaviour[]): void {
    this.#queue.push(...behaviours)
  }

  /** Forgets what was queued and does this with every mail from now on. */
  always(behaviour: MailBehaviour): void {
    this.#queue = []
    this.#always = behaviour
  }

  takeGreeting(): { code: number; text: string } | null {
    const [head] = this.#queue
    if (head?.do !== 'greet') return null
    this.#queue.shift()
    return head
  }

  takeAuth(): { code: number; text: string } | null {
    const [head] = this.#queue
    if (head?.do !== 'auth') return null
    this.#queue.shift()
    return head
  }

  takeMail(): MailBehaviour {
    const [head] = this.#queue
    if (head === undefined || head.do === 'greet' || head.do === 'auth') return this.#always
    this.#queue.shift()
    return head
  }
}
