/** Named steps of both journeys at which a test may kill the process, to prove that nothing is lost between any two of them. */
export const failpoints = [
  'inbound.before_commit',
  'inbound.after_commit',
  'inbound.rung',
  'ingest.loaded',
  'ingest.normalised',
  'ingest.before_commit',
  'ingest.after_commit',
  'outbound.before_commit',
  'outbound.after_commit',
  'outbound.before_claim',
  'outbound.claimed',
  'outbound.handing_over',
  'outbound.handed_over',
  'outbound.recorded',
] as const

export type Failpoint = (typeof failpoints)[number]
export type ReachFailpoint = (name: Failpoint) => void

/**
 * In production the named steps are empty. `armed` is a name, or a name and `:stop`: then the process does not die but stands still, the
 * first time only, until somebody continues it. Throws for a name that is none of the list.
 */
export function armFailpoint(armed: string | null, production: boolean): ReachFailpoint {
  if (armed === null || production) return () => undefined
  const [at, stop] = armed.split(':')
  if (!failpoints.some((name) => name === at)) {
    throw new Error(`CORDBOARD_FAILPOINT ${armed} is none of: ${failpoints.join(', ')}.`)
  }
  let reached = false
  return (name) => {
    if (name !== at || reached) return
    reached = true
    process.kill(process.pid, stop === undefined ? 'SIGKILL' : 'SIGSTOP')
  }
}
