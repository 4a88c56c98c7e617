import { readEvents } from '../../realtime/read-events.ts'
import { procedures } from '../procedures.ts'
import { invalid } from '../refusal.ts'

export const eventRoutes = {
  list: procedures.events.list.handler(async ({ input: { after = '0', limit }, context: { desk } }) => {
    if (!/^\d{1,18}$/.test(after)) throw invalid('after', 'after must be the id of an event.')
    const items = await readEvents(desk.db, { after, limit })
    return { items, nextCursor: items.length === limit ? (items.at(-1)?.id ?? null) : null }
  }),
}
