/** A mailbox that numbers anew, shows mail late, or filled up while nobody looked. */
import { hideNewest } from '@cordboard/channel-testkit/peers/late-mail'
import type { Fault } from './fault.ts'
import { askOne, untilState } from './work.ts'

const dayMs = 24 * 3_600_000

export const mailboxFaults: readonly Fault[] = [
  {
    name: 'UIDVALIDITY changed',
    async run({ line, dovecot }, form) {
      const times = form === 'long' ? 3 : 1
      for (let time = 0; time < times; time += 1) {
        line.customersWrite(3)
        dovecot.resetUidValidity(line.options.account)
        line.customersWrite(3)
      }
      return { injected: 'all mail numbered anew while mail arrives', times }
    },
  },
  {
    name: 'late-visible UIDs',
    async run({ line, crew, dovecot }, form) {
      const times = form === 'long' ? 3 : 1
      for (let time = 0; time < times; time += 1) {
        // Nobody reads while the mail is hidden, so that its number is passed by.
        await crew.kill('listener')
        line.customersWrite(1)
        const { show } = await hideNewest(dovecot, line.options.account)
        const [hidden] = line.truth.mails.splice(-1, 1)
        line.customersWrite(2)
        await crew.revive('listener')
        await line.atRest(crew.url)
        await show()
        if (hidden) line.truth.mails.push(hidden)
      }
      return { injected: 'a mail becomes visible after two with higher UIDs were read', times }
    },
  },
  {
    name: 'an outage of 8 days',
    async run(world) {
      const { line, crew, sink } = world
      sink.script({ do: 'refuse', at: 'rcpt', code: 450, text: '4.2.1 Not now' })
      const reply = await askOne(world)
      await untilState(world, reply, 'queued')
      await crew.killAll()
      await line.rows().query(`
        update desk_record set beaten_at = now() - interval '8 days';
        update channel_accounts set last_heard_at = now() - interval '8 days', last_received_at = now() - interval '8 days'`)
      const now = Date.now()
      line.customersWrite(40, { sent: (index) => new Date(now - 8 * dayMs + (index / 40) * 8 * dayMs) })
      await crew.start()
      return {
        injected: 'everything off; 40 mails dated across the 8 days; one reply waited and is held for a person',
        times: 1,
        held: [reply.clientId],
      }
    },
  },
]
