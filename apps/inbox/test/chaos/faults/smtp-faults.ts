/** Everything a mail server may say, or not say, to a reply. */
import type { SmtpBehaviour } from '@cordboard/channel-testkit/peers/smtp-behaviour'
import { until } from '@cordboard/channel-testkit/peers/until'
import { callDesk } from '../desk-api.ts'
import { ageWork } from '../time-passes.ts'
import type { AskedReply } from '../truth.ts'
import type { World } from '../world.ts'
import type { Fault } from './fault.ts'
import { askOne, attemptsOf, stateOf, untilState } from './work.ts'

export const smtpFaults: readonly Fault[] = [
  answered('SMTP 4xx', 'sent', [
    { do: 'refuse', at: 'mail', code: 421, text: '4.3.2 Closing' },
    { do: 'refuse', at: 'rcpt', code: 450, text: '4.2.1 Not now' },
    { do: 'refuse', at: 'data', code: 451, text: '4.3.0 Later' },
  ]),
  answered('SMTP 5xx', 'failed', [
    { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 Unknown' },
    { do: 'refuse', at: 'data', code: 554, text: '5.7.1 Spam' },
  ]),
  {
    name: 'SMTP auth failure',
    async run(world) {
      const { servers, sink, crew, line } = world
      // A connection that is signed in already would not be asked again.
      await servers['smtp']?.kill9()
      await servers['smtp']?.start()
      sink.script({ do: 'auth', code: 535, text: '5.7.8 Wrong password' })
      const reply = await askOne(world)
      const account = await line.untilAccount(crew.url, ({ state }) => state === 'needs_reauth')
      if ((await stateOf(world, reply)) !== 'queued') throw new Error('It does not wait for the account.')
      await callDesk(crew.url, 'PATCH', `/accounts/${account.id}`, { settings: line.settings() })
      await untilState(world, reply, 'sent')
      return { injected: '535 at sign-in: held until an admin saves the password again, then sent', times: 1 }
    },
  },
  answered('SMTP reset before the final dot', null, [
    { do: 'cut', at: 'before_data' },
    { do: 'cut', at: 'mid_body' },
  ]),
  answered('SMTP reset after the final dot, mail kept', 'unconfirmed', [{ do: 'cut', at: 'after_dot', kept: true }]),
  answered('SMTP reset after the final dot, mail dropped', 'unconfirmed', [
    { do: 'cut', at: 'after_dot', kept: false },
  ]),
  {
    name: 'SMTP silence after the final dot',
    async run(world, form) {
      world.sink.script({ do: 'silence', kept: true })
      const reply = await askOne(world)
      await world.sink.waitFor(({ raw }) => raw.includes(reply.token), 30_000)
      if (form === 'long') {
        await untilState(world, reply, 'unconfirmed', 120_000)
        return { injected: 'the mail is kept, no answer within our 60 s', times: 1 }
      }
      await world.crew.kill('worker')
      return { injected: 'the mail is kept, no answer, and the worker dies waiting', times: 1 }
    },
  },
]

/** One reply each; `state` is what each must become, `null` where both ends are right. */
function answered(name: string, state: string | null, behaviours: readonly SmtpBehaviour[]): Fault {
  return {
    name,
    async run(world, form) {
      const held: string[] = []
      for (const behaviour of behaviours) {
        world.sink.script(behaviour)
        const reply = await askOne(world)
        if (state === 'unconfirmed') held.push(reply.clientId)
        if (form === 'short' && (state === null || state === 'sent')) await letWaitPass(world, reply)
        // The next answer must not meet an attempt of this one.
        if (state !== null) await untilState(world, reply, state)
      }
      return { injected: behaviours.map(textOf).join('; '), times: behaviours.length, held }
    },
  }
}

/** Once it was tried: what it then waits for is over. */
async function letWaitPass(world: World, reply: AskedReply): Promise<void> {
  await until('the reply was tried', async () => (await attemptsOf(world, reply)) > 0, 30_000)
  await ageWork(world.line.rows())
}

function textOf(behaviour: SmtpBehaviour): string {
  if ('code' in behaviour) return `${behaviour.code}${'at' in behaviour ? ` at ${behaviour.at}` : ''}`
  return `${behaviour.do}${'at' in behaviour ? ` ${behaviour.at.replaceAll('_', ' ')}` : ''}`
}
