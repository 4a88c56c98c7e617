import type { QueueBackend } from './backend.ts'
import { openPostgresStore } from './postgres-store.ts'
import { openRedisStore } from './redis-store.ts'
import type { OnTrouble, Role, Store } from './store.ts'

/** Rejects with `StoreUnreachable` when the store cannot be reached now; after that, outages are survived. */
export function openStore(backend: QueueBackend, role: Role, onTrouble: OnTrouble): Promise<Store> {
  const open = backend.kind === 'redis' ? openRedisStore : openPostgresStore
  return open(backend, role, onTrouble)
}
