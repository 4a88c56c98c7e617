import { describe, expect, it } from 'vitest'
import { contractItems, type ContractSubject } from '../src/contract.ts'
import type { Flaw } from './toy/toy-channel.ts'
import { toySubject } from './toy/toy-subject.ts'

/** Each planted flaw with the promise it breaks. */
const flaws: Record<Flaw, string> = {
  'takes unknown settings': 'refuses settings with a key it does not know, at any depth',
  'forgets a secret field': 'keeps every secret in a field named as secret',
  'throws on what it cannot read': 'turns any bytes into an event, never into an error',
  'drops what it cannot read': 'turns any bytes into an event, never into an error',
  'makes ids up': 'gives the same message the same id, whenever and however often it comes',
  'takes its id from the time': 'gives the same message the same id, whenever and however often it comes',
  'takes its own messages for a customer’s': 'recognises messages of its own',
  'lets scripts through': 'strips what could run from HTML',
  'keeps hostile file names': 'hands files over whole, under names that are safe to show',
  'confirms before storing': 'confirms nothing that was not stored: a failed store is offered again',
  'moves its cursor first': 'never moves its cursor past what is not stored, wherever storing fails',
  'skips one when it reconnects': 'catches up on what came while it was away, and stores nothing twice',
  'numbers keys by delivery': 'gives a message the same key each time it is delivered',
  'does not wait for the store': 'confirms nothing that was not stored: a failed store is offered again',
  'ignores abort while receiving': 'stops within two seconds of the signal and leaves no connection and no timer',
  'returns when the link is lost': 'throws a transient ChannelError when the link is lost, and nothing escapes',
  'throws plain errors': 'throws a transient ChannelError when the link is lost, and nothing escapes',
  'goes on without the lease': 'stops at once when another process holds the account',
  'leaves its link open': 'stops within two seconds of the signal and leaves no connection and no timer',
  'retries by itself': 'says transient when it is refused so, having sent nothing',
  'hides who was refused': 'names the recipients that were refused while the others got the reply',
  'calls silence sent': 'says unconfirmed when the provider takes a reply and falls silent, and does not repeat it',
  'calls silence transient': 'says unconfirmed when the link breaks after a reply was taken, and does not repeat it',
  'adds a recipient': 'delivers a reply exactly once, to exactly its envelope',
  'mixes concurrent replies': 'keeps replies sent at the same time apart',
  'ignores abort while sending': 'gives up within two seconds of the signal, and does not claim to know',
  'sends after an early abort': 'sends nothing when it is aborted before it begins',
  'shows the secret at the provider':
    'sends an admin to the provider’s pages with our state and challenge, and with no secret',
  'writes the secret to the log': 'says no secret, whatever goes wrong',
  'puts the secret in an error': 'says needs_reauth when its credentials are refused',
  'verifies only receiving': 'proves receiving and sending step by step, and troubles no customer',
  'throws from verify': 'tells in words that credentials are refused',
  'addresses everybody': 'addresses a reply to the customer and nobody else, the same each time',
  'loses words when it divides': 'divides a reply into messages that fit, and says all of it',
  'hides what it can do': 'can do what its limits say, and says what it can do',
  'edits by sending anew': 'edits what was sent, as often as it is told to, and sends nothing anew',
  'takes nothing back': 'takes back what was sent, as often as it is told to',
  'cuts a file it fetches': 'fetches a file a message mentions, whole, and says in a sentence when it cannot',
  'says yes before storing': 'says yes to a call of the provider only when the message is stored',
}

describe('the contract bites', () => {
  for (const [flaw, promise] of Object.entries(flaws) as [Flaw, string][]) {
    it(`a channel that ${flaw}`, async () => {
      const broken = contractItems.find(({ name }) => name === promise)
      const subject = toySubject(flaw) as unknown as ContractSubject<object>

      await expect(broken?.run(subject)).rejects.toThrow()
    })
  }
})
