import type { Handlers } from '../../src/handlers.ts'

/** Handlers that have nothing to do, but for those a test is about. */
export function handlers(own: Partial<Handlers>): Handlers {
  return {
    inbound: async () => undefined,
    drain: async () => 'done',
    errand: async () => undefined,
    sweep: async () => undefined,
    ...own,
  }
}
