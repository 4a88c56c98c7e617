/**
 * Tells people whose first message came that it came, where an account is set so. Ingest leaves a row for each that may be answered; the
 * rows decide, are what the bounds count, and are looked at under one lock, so that any number of workers together keep to them.
 */
import { automaticBounds } from '@cordboard/core/automatic-answer'
import { sql, type Transaction } from 'kysely'
import { AccountUnusable, loadAccount } from '../accounts/load-account.ts'
import type { Context } from '../context.ts'
import type { Tables } from '../db/tables.ts'
import { holdConversation } from './hold-conversation.ts'
import { queueReply } from './queue-reply.ts'
import type { Refused } from './refused.ts'
import { withVariables } from './signature.ts'

const mostAtOnce = 200
/** After an outage nobody wants to hear that yesterday's mail came. */
const stillNewsHours = 12
const boundsLock = 711_000_710_000_000n

type Due = { conversation_id: string; account_id: string; account_name: string; text: string }
type Outcome = { kind: 'none_due' } | { kind: 'withheld' } | { kind: 'sent'; conversationId: string }

export async function answerAutomatically(ctx: Context, signal: AbortSignal): Promise<void> {
  for (let count = 0; count < mostAtOnce && !signal.aborted; count++) {
    const outcome = await ctx.db
      .transaction()
      .execute((tx) => answerNext(ctx, tx))
      .catch(refusalOf)
    if (outcome.kind === 'none_due') return
    if (outcome.kind === 'sent') await ctx.doorbell.ring.drain(outcome.conversationId)
  }
}

async function answerNext(ctx: Context, tx: Transaction<Tables>): Promise<Outcome> {
  await sql`select pg_advisory_xact_lock(${boundsLock})`.execute(tx)
  await withholdWhatMayNot(tx)
  const due = await nextDue(tx)
  if (!due) return { kind: 'none_due' }
  const { conversation_id: conversationId, account_id: accountId, text } = due
  await decide(tx, conversationId, 'sent')
  const account = await loadAccount({ ...ctx, db: tx }, accountId).catch(unusable)
  const conversation = await holdConversation(tx, conversationId)
  if (!account || !conversation) {
    await decide(tx, conversationId, 'withheld')
    return { kind: 'withheld' }
  }
  const words = withVariables(text, { 'account.name': due.account_name })
  const reply = { agentId: null, clientId: `automatic-${conversationId}`, text: words, attachmentIds: [] }
  const queued = await queueReply(tx, conversation, { ...reply, automatic: true }, { account, tokens: ctx.tokens })
  // The bounds count what went out: one that cannot is none.
  if (!queued.ok) throw new Withheld(ctx, conversationId, queued)
  return { kind: 'sent', conversationId }
}

/** Everything that is over the bounds, too old, or answered by somebody meanwhile; a flood is settled by one statement. */
async function withholdWhatMayNot(tx: Transaction<Tables>): Promise<void> {
  const { perAddressHours, perDomainAnHour, perAccountAnHour } = automaticBounds
  await sql`
    with sent as (
      select account_id, domain, address, decided_at > now() - interval '1 hour' as lately from automatic_answers
      where state = 'sent' and decided_at > now() - ${perAddressHours} * interval '1 hour'
    )
    update automatic_answers due set state = 'withheld', decided_at = now()
    where due.state = 'open' and (
      due.created_at < now() - ${stillNewsHours} * interval '1 hour'
      or due.address in (select address from sent)
      or due.domain in (select domain from sent where lately group by domain having count(*) >= ${perDomainAnHour})
      or due.account_id in (select account_id from sent where lately group by account_id having count(*) >= ${perAccountAnHour})
      or due.account_id in (
        select id from channel_accounts where automatic_answer is null or not enabled or deleted_at is not null)
      or exists (select from messages m where m.conversation_id = due.conversation_id and m.direction = 'outbound'))`.execute(
    tx,
  )
}

/** The oldest that waits and may go. */
async function nextDue(tx: Transaction<Tables>): Promise<Due | undefined> {
  const { rows } = await sql<Due>`
    select due.conversation_id, due.account_id, account.name as account_name, account.automatic_answer as text
    from automatic_answers due join channel_accounts account on account.id = due.account_id
    where due.state = 'open' order by due.created_at, due.conversation_id limit 1`.execute(tx)
  return rows[0]
}

async function decide(
  db: Pick<Transaction<Tables>, 'updateTable'>,
  conversationId: string,
  state: 'sent' | 'withheld',
): Promise<void> {
  const decided = { state, decided_at: new Date() }
  await db.updateTable('automatic_answers').set(decided).where('conversation_id', '=', conversationId).execute()
}

function unusable(error: unknown): null {
  if (error instanceof AccountUnusable) return null
  throw error
}

class Withheld extends Error {
  readonly settle: () => Promise<void>
  constructor({ db, log }: Pick<Context, 'db' | 'log'>, conversationId: string, { code }: Refused) {
    super(`The automatic answer was refused: ${code}`)
    this.settle = async () => {
      log.info({ conversationId, code }, 'automatic_answer_refused')
      await decide(db, conversationId, 'withheld')
    }
  }
}

async function refusalOf(error: unknown): Promise<Outcome> {
  if (!(error instanceof Withheld)) throw error
  await error.settle()
  return { kind: 'withheld' }
}
