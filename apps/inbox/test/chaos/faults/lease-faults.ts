/** Two processes that both believe an account, or a reply, is theirs. */
import { setTimeout as delay } from 'node:timers/promises'
import type { DeskProcess } from '../desk-process.ts'
import { deadListener } from '../time-passes.ts'
import type { World } from '../world.ts'
import type { Fault } from './fault.ts'
import { askOne, untilState, work } from './work.ts'

const pastLease = `update channel_accounts set lease_until = now() - interval '1 second'`

export const leaseFaults: readonly Fault[] = [
  {
    name: 'two listeners for one account',
    async run(world, form) {
      await using second = await another(world, 'listener')
      const times = form === 'long' ? 20 : 3
      for (let time = 0; time < times; time += 1) {
        // The one that does not hold it may take it at its next beat, while the other still reads.
        await world.line.rows().query(pastLease)
        await work(world, { mails: 2, replies: 0 })
        await world.line.rows().query(`notify cordboard_accounts`)
        await delay(200)
      }
      await second.kill9()
      await deadListener({ pool: world.line.rows(), redisUrl: null })
      return { injected: 'the lease runs out under its holder, again and again', times }
    },
  },
  {
    name: 'lease holder paused',
    async run(world, form) {
      const { crew, line } = world
      await crew.kill('listener')
      await crew.revive('listener', 'inbound.before_commit:stop')
      await crew.ready('listener')
      line.customersWrite(3)
      await crew.reached('listener')
      await using second = await another(world, 'listener')
      if (form === 'long') await delay(60_000)
      else await line.rows().query(`${pastLease}; notify cordboard_accounts`)
      await line.atRest(crew.url)
      // Now it wakes up with three mails in its hands that another one has stored.
      crew.signal('listener', 'SIGCONT')
      line.customersWrite(2)
      await line.atRest(crew.url)
      await crew.kill('listener')
      await second.kill9()
      const seconds = form === 'long' ? '60 s' : 'its lease'
      return {
        injected: `SIGSTOP between reading and storing for ${seconds}, then SIGCONT; its write is refused`,
        times: 1,
      }
    },
  },
  {
    name: 'worker paused with a reply in its hands',
    async run(world, form) {
      const { crew, line } = world
      await crew.kill('worker')
      await crew.revive('worker', 'outbound.handing_over:stop')
      await crew.ready('worker')
      const reply = await askOne(world)
      await crew.reached('worker')
      await using second = await another(world, 'worker')
      if (form === 'short')
        await line.rows().query(`update messages set sending_until = now() where delivery_state = 'sending'`)
      await untilState(world, reply, 'unconfirmed', 130_000)
      crew.signal('worker', 'SIGCONT')
      await untilState(world, reply, 'sent')
      await second.kill9()
      const seconds = form === 'long' ? '90 s' : 'its lease'
      return {
        injected: `SIGSTOP before the hand-over for ${seconds}, then SIGCONT: unconfirmed, then sent, once`,
        times: 1,
      }
    },
  },
]

async function another({ line }: World, role: string): Promise<DeskProcess> {
  return (await line.start({ command: ['--role', role] })).started()
}
