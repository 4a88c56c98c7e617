import type { Peer } from './peer.ts'
import { startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'

/** Every promise of the package holds on each of them. */
export const bothBackends: { name: string; startPeer: () => Promise<Peer> }[] = [
  { name: 'redis', startPeer: startRedis },
  { name: 'postgres', startPeer: startPostgres },
]
