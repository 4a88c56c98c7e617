/** kill -9 at each named step of both journeys. */
import { failpoints, type Failpoint } from '../../../src/failpoints.ts'
import { failpointsOf, roles } from '../crew.ts'
import type { Fault } from './fault.ts'
import { work } from './work.ts'

export const killFaults: readonly Fault[] = failpoints.map((failpoint) => ({
  name: `kill -9 at ${failpoint}`,
  async run({ crew, ...world }, form) {
    const role = roleAt(failpoint)
    const times = form === 'long' ? 3 : 1
    for (let time = 0; time < times; time += 1) {
      await crew.kill(role)
      await crew.revive(role, failpoint)
      // It may find work, and its end, before it has quite started.
      await crew.ready(role).catch(() => undefined)
      const working = work({ crew, ...world }, { mails: 2, replies: 2 })
      await crew.reached(role)
      await working
      await crew.revive(role)
      await crew.ready(role)
    }
    return { injected: `the ${role} dies there by itself`, times }
  },
}))

function roleAt(failpoint: Failpoint) {
  const role = roles.find((known) => failpointsOf[known].includes(failpoint))
  if (role === undefined) throw new Error(`No role comes by ${failpoint}.`)
  return role
}
