import type { Conversation } from '@cordboard/api-contract/conversations'
import { type Kysely, type Transaction, sql } from 'kysely'
import { appendEvents } from '../db/append-events.ts'
import type { Tables } from '../db/tables.ts'
import { invalid, notFound } from '../http/refusal.ts'
import { noSuch, rowIdOf } from '../http/row-id.ts'

export type ConversationChange = {
  status?: Conversation['status'] | undefined
  snoozedUntil?: string | undefined
  /** An agent id; `null` for nobody. */
  assignee?: string | null | undefined
  priority?: Conversation['priority'] | undefined
  labels?: string[] | undefined
}

type State = {
  status: Conversation['status']
  snoozed_until: Date | null
  assignee_id: string | null
  priority: string
  labels: string[]
}

/** Changes what the change names, and says so in the log when anything is different afterwards. */
export async function updateConversation(
  db: Kysely<Tables>,
  id: string,
  options: { change: ConversationChange; actorAgentId: string | null },
): Promise<void> {
  const { change, actorAgentId } = options
  const rowId = rowIdOf(id, 'conversation')
  await db.transaction().execute(async (tx) => {
    const found = await sql<State>`
      select status, snoozed_until, assignee_id, priority, labels from conversations
      where id = ${rowId}::bigint for update`.execute(tx)
    const before = found.rows[0]
    if (!before) throw notFound('conversation')
    const after = {
      ...before,
      ...statusAfter(change, before),
      ...withoutUndefined({ assignee_id: change.assignee, priority: change.priority, labels: change.labels }),
    }
    const changed = changedNames(before, after)
    if (changed.length === 0) return
    if (after.assignee_id !== null && after.assignee_id !== before.assignee_id)
      await refuseUnknownAgent(tx, after.assignee_id)
    await sql`
      update conversations set status = ${after.status}, snoozed_until = ${after.snoozed_until},
        assignee_id = ${after.assignee_id}, priority = ${after.priority}, labels = ${after.labels}
      where id = ${rowId}::bigint`.execute(tx)
    await appendEvents(tx, [{ type: 'conversation.changed', conversationId: rowId, actorAgentId, data: { changed } }])
  })
}

/** Snoozing needs a time to come; any other status ends the snooze. */
function statusAfter(change: ConversationChange, before: State): Pick<State, 'status' | 'snoozed_until'> {
  const status = change.status ?? (change.snoozedUntil ? 'snoozed' : before.status)
  if (status !== 'snoozed') {
    if (change.snoozedUntil) throw invalid('snoozedUntil', 'Only a snoozed conversation has a time to come back.')
    return { status, snoozed_until: null }
  }
  const until = change.snoozedUntil ? new Date(change.snoozedUntil) : before.snoozed_until
  if (!until) throw invalid('snoozedUntil', 'Say until when the conversation is snoozed.')
  if (change.snoozedUntil && until.getTime() <= Date.now())
    throw invalid('snoozedUntil', 'That time has passed already; choose a later one.')
  return { status, snoozed_until: until }
}

async function refuseUnknownAgent(tx: Transaction<Tables>, agentId: string): Promise<void> {
  const found = await sql`select from agents where id = ${agentId} and disabled_at is null`.execute(tx)
  if (found.rows.length === 0) throw noSuch('assignee')
}

function changedNames(before: State, after: State): string[] {
  const names = {
    status: 'status',
    snoozed_until: 'snoozedUntil',
    assignee_id: 'assignee',
    priority: 'priority',
    labels: 'labels',
  } as const
  return (Object.keys(names) as (keyof typeof names)[])
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => names[name])
}

function withoutUndefined<Values extends object>(values: Values): Partial<Values> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<Values>
}
