/** Edits or takes back at the provider what was sent. Safe to repeat, so whatever was in doubt is done once more. */
import type { OutboundMessage } from '@cordboard/core/channel/channel'
import { ChannelError } from '@cordboard/core/channel/error'
import { detailOf } from '@cordboard/core/sentence'
import type { Context } from '../context.ts'
import { inRepeatableTransaction } from '../db/transaction.ts'
import { keepFormerWords, setWords } from '../messages/set-words.ts'
import { holdSending } from '../outbound/hold-sending.ts'
import { loadOutbound } from '../outbound/load-outbound.ts'
import type { Sending, SendingConnections } from '../outbound/sending-connections.ts'
import { say } from '../sentences.ts'
import { type AfterError, afterError } from './after-error.ts'

const longestMs = 60_000
const claimMinutes = 2
const busyMs = 1_000

type Asked = {
  message_id: string
  account_id: string
  kind: 'edit' | 'retract'
  body_text: string | null
  body_html: string | null
  version: number
  attempts: number
  revision: number
}

export async function makeChange(
  ctx: Context,
  connections: SendingConnections,
  messageId: string,
  signal: AbortSignal,
): Promise<void> {
  const asked = await claim(ctx, messageId)
  if (!asked) return
  try {
    const used = await connections.use(asked.account_id, asked.revision, (sending) => hand(ctx, sending, asked, signal))
    if (used === 'busy') await record(ctx, asked, { ...nothingSaid, next: { waitMs: busyMs, counts: false } })
    else if (used !== null) await recordDone(ctx, asked)
  } catch (error) {
    const after = afterError(error, asked.attempts)
    ctx.log.warn(
      { messageId, kind: asked.kind, attempts: asked.attempts, technical: after.technical },
      'change_not_made',
    )
    await record(ctx, asked, after)
    const asksAll = error instanceof ChannelError && error.kind === 'rate_limited' && error.scope === 'account'
    if (asksAll && after.next !== 'failed') {
      const account = { accountId: asked.account_id, revision: asked.revision }
      await holdSending(ctx, account, { error, waitMs: after.next.waitMs })
    }
  }
  await letGo(ctx, asked)
}

/** What was asked for meanwhile has waited for this one. */
async function letGo({ pool, doorbell }: Context, { message_id: id, version }: Asked): Promise<void> {
  const { rowCount } = await pool.query(
    `update sent_changes set try_after = now() where message_id = $1 and version > $2 and state = 'waiting'`,
    [id, version],
  )
  if (rowCount === 1) await doorbell.ring.errand({ what: 'change', id })
}

const nothingSaid = { detail: null, sentence: null, technical: null }

/** The wait before the next look is also what keeps two workers from doing it at once. */
async function claim({ pool }: Pick<Context, 'pool'>, messageId: string): Promise<Asked | null> {
  const { rows } = await pool.query<Asked>(
    `update sent_changes s set attempts = s.attempts + 1, try_after = now() + ${claimMinutes} * interval '1 minute', detail = null, sentence = null
     from channel_accounts a
     where s.message_id = $1 and s.state = 'waiting' and s.try_after <= now() and a.id = s.account_id and a.enabled and a.deleted_at is null
       and coalesce(a.sending_waits_until, now()) <= now()
     returning s.message_id, s.account_id, s.kind, s.body_text, s.body_html, s.version, s.attempts, a.revision`,
    [messageId],
  )
  return rows[0] ?? null
}

async function hand(ctx: Context, { connection }: Sending, asked: Asked, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(longestMs)])
  const message = await loadOutbound(ctx, asked.message_id)
  if (asked.kind === 'retract') {
    if (!connection.retract) throw new Error('This connection takes nothing back.')
    return connection.retract(message, limit)
  }
  if (!connection.edit) throw new Error('This connection edits nothing.')
  const body: OutboundMessage['body'] = { text: asked.body_text ?? '', html: asked.body_html }
  return connection.edit({ ...message, body }, limit)
}

/** What the customer sees now is what stands here, also where something else was asked for meanwhile. */
async function recordDone({ pool, log }: Context, asked: Asked): Promise<void> {
  await inRepeatableTransaction(pool, async (client) => {
    const { message_id: id, version } = asked
    await client.query('delete from sent_changes where message_id = $1 and version = $2', [id, version])
    if (asked.kind === 'retract') await client.query('update messages set deleted_at = now() where id = $1', [id])
    else {
      const changed = await keepFormerWords(client, id, new Date())
      const words = { body_text: asked.body_text ?? '', body_html: asked.body_html, text_fold: null, folded_html: null }
      if (changed) await setWords(client, changed, { ...words, body_sentence: null })
    }
    await client.query(tellSql, [id, asked.kind === 'edit' ? 'edited' : 'deleted'])
  })
  log.info({ messageId: asked.message_id, kind: asked.kind }, 'change_made')
}

async function record(
  { pool }: Context,
  asked: Asked,
  { next, detail, sentence, technical }: AfterError,
): Promise<void> {
  const failed = next === 'failed'
  const why = failed && detail === null ? detailOf(say('change_not_made')) : { detail, sentence }
  await inRepeatableTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `update sent_changes set state = $3, detail = $4, sentence = $5, technical = $6,
         attempts = greatest(0, attempts - $7::int), try_after = now() + $8::bigint * interval '1 millisecond'
       where message_id = $1 and version = $2`,
      [
        asked.message_id,
        asked.version,
        failed ? 'failed' : 'waiting',
        why.detail,
        why.sentence && JSON.stringify(why.sentence),
        technical,
        failed || next.counts ? 0 : 1,
        failed ? 0 : Math.ceil(next.waitMs),
      ],
    )
    if (rowCount === 1 && (failed || why.detail !== null)) await client.query(tellSql, [asked.message_id, 'requested'])
  })
}

const tellSql = `
  select append_events(jsonb_build_array(jsonb_build_object(
    'type', 'message.changed', 'accountId', m.account_id::text, 'conversationId', m.conversation_id::text,
    'messageId', m.id::text, 'data', jsonb_build_object('because', $2::text))))
  from messages m where m.id = $1`
