/** Each server the desk lives on, killed and frozen. */
import type { Fault } from './fault.ts'
import { lasting } from './work.ts'

/** Longer than the longest of our own limits that waits for it: statements 30 s, IMAP silence twice 60 s, SMTP silence 60 s, Redis 20 s. */
const longFreezeSeconds: Record<string, number> = { postgres: 45, redis: 30, dovecot: 130, smtp: 75 }

const titles: Record<string, string> = {
  postgres: 'PostgreSQL',
  redis: 'Redis',
  dovecot: 'Dovecot',
  smtp: 'SMTP server',
}

export const serverFaults: readonly Fault[] = Object.keys(titles).flatMap((name) => [killed(name), frozen(name)])

function killed(name: string): Fault {
  return {
    name: `${titles[name]} killed`,
    async run(world, form) {
      const times = form === 'long' ? 5 : 1
      for (let time = 0; time < times; time += 1) {
        const replies = await world.line.agentWrites(world.crew.url, 3)
        world.line.customersWrite(4)
        const asking = Promise.all(replies.map((reply) => world.line.ask(world.crew.url, reply)))
        await world.servers[name]?.kill9()
        await lasting(form, 1, 0.3)
        await world.servers[name]?.start()
        await asking
      }
      return { injected: 'kill -9, started again', times }
    },
  }
}

function frozen(name: string): Fault {
  return {
    name: `${titles[name]} frozen`,
    async run(world, form) {
      // What is asked while it stands still was decided before.
      const replies = await world.line.agentWrites(world.crew.url, 2)
      world.servers[name]?.freeze()
      let time: string
      let asking: Promise<unknown>
      try {
        world.line.customersWrite(3)
        asking = Promise.all(replies.map((reply) => world.line.ask(world.crew.url, reply)))
        time = await lasting(form, longFreezeSeconds[name] ?? 30)
      } finally {
        world.servers[name]?.thaw()
      }
      await asking
      return { injected: `SIGSTOP for ${time}, SIGCONT`, times: 1 }
    },
  }
}
