/**
 * Writes down what became of a hand-over. Nobody else knows it, so an end is held on to while the database is away; if it cannot be
 * written before the process ends, the reply stays `sending` until its lease runs out and is then unconfirmed.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Capabilities, Receipt } from '@cordboard/core/channel/channel'
import type { ChannelError } from '@cordboard/core/channel/error'
import { afterFailure } from '@cordboard/core/delivery'
import type { Envelope } from '@cordboard/core/message'
import { detailOf, type SentenceCode } from '@cordboard/core/sentence'
import type { Context } from '../context.ts'
import { inRepeatableTransaction, isDatabaseAway } from '../db/transaction.ts'
import { say } from '../sentences.ts'
import { holdSending } from './hold-sending.ts'
import { moveDelivery, moveDeliveryIn } from './change-delivery.ts'

/** `revision`: the account's settings it was made with. */
export type HandOver = { messageId: string; accountId: string; revision: number; attempt: number }

/** A provider that files sent messages by itself has done so by then, and ours would be a second copy. */
const providersOwnCopyMs = 60_000

export async function recordSent(
  ctx: Context,
  { messageId, accountId, attempt }: HandOver,
  { receipt, envelope, keepsCopies }: { receipt: Receipt; envelope: Envelope; keepsCopies: boolean },
  signal: AbortSignal,
): Promise<void> {
  const detail = receipt.refused.map(({ recipient, reason }) => `${recipient} was refused: ${reason}`).join(' ') || null
  const sentence = detail === null ? null : refusedSentence(receipt)
  // Others may have it; what counts is whether the customer does.
  const to = envelope.to.every((address) => isRefused(address, receipt)) ? 'failed' : 'sent'
  const write = () =>
    inRepeatableTransaction(ctx.pool, async (client) => {
      await client.query(
        'update channel_accounts set last_sent_at = now(), sending_max_bytes = coalesce($2::bigint, sending_max_bytes) where id = $1',
        [accountId, receipt.maxFileBytes ?? null],
      )
      // A second attempt may have reached those the first did not.
      if (receipt.refused.length > 0 || attempt > 1) {
        await client.query('update messages set refused_recipients = $2::jsonb where id = $1', [
          messageId,
          JSON.stringify(receipt.refused),
        ])
      }
      await client.query(
        `insert into message_thread_ids (account_id, thread_id, message_id)
         select $1, thread_id, $3 from unnest($2::text[]) as given(thread_id) on conflict do nothing`,
        [accountId, receipt.externalIds, messageId],
      )
      if (envelope.externalId === null) {
        await client.query('update messages set provider_ids = $2 where id = $1', [messageId, receipt.externalIds])
      }
      if (keepsCopies) {
        await client.query(
          `insert into sent_copies (message_id, account_id, look_after) values ($1, $2, now() + $3::bigint * interval '1 millisecond')
           on conflict do nothing`,
          [messageId, accountId, providersOwnCopyMs],
        )
      }
      const moved = await moveDeliveryIn(client, { messageId, to, detail, sentence, attempt })
      if (!moved) ctx.log.warn({ messageId, attempt }, 'sent_but_state_moved_on')
    })
  await untilWritten(write, signal)
  ctx.log.info(
    { messageId, accountId, attempt, refused: receipt.refused.length },
    to === 'sent' ? 'reply_sent' : 'reply_sent_to_others',
  )
}

function isRefused(address: string, { refused }: Receipt): boolean {
  return refused.some(({ recipient }) => recipient.toLowerCase() === address.toLowerCase())
}

/** Whom it did not reach; why stands in the English detail alone. */
function refusedSentence({ refused }: Receipt): SentenceCode {
  return detailOf(say('recipients_refused', { recipients: refused.map(({ recipient }) => recipient).join(', ') }))
    .sentence
}

/** What follows is decided by the one policy; `waitMs` is how long the lane waits, `null` when the next reply may go. */
export async function recordFailure(
  ctx: Context,
  { messageId, accountId, revision, attempt }: HandOver,
  { error, resend, signal }: { error: ChannelError; resend: Capabilities['resend']; signal: AbortSignal },
): Promise<{ waitMs: number | null }> {
  const after = afterFailure(error, attempt, resend)
  const { message: detail, sentence, technical } = error
  ctx.log.warn({ messageId, accountId, attempt, kind: error.kind, next: after.next }, 'reply_not_sent')
  if (after.next !== 'queued') {
    const { next: to } = after
    await untilWritten(() => moveDelivery(ctx, { messageId, to, detail, sentence, technical, attempt }), signal)
    return { waitMs: null }
  }
  // Not held on to: written a second time after an answer that was lost, it could free a reply that is in other hands by then.
  const { waitMs, countsAsAttempt, holds } = after
  await moveDelivery(ctx, {
    messageId,
    to: 'queued',
    detail,
    sentence,
    technical,
    waitMs,
    uncounted: !countsAsAttempt,
    attempt,
  })
  if (holds === 'account') await holdSending(ctx, { accountId, revision }, { error, waitMs })
  return { waitMs }
}

const tryAgainMs = 500

/** Only for what may be written twice. Rejects when the database is there and refuses, or when `signal` has aborted. */
async function untilWritten<T>(write: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await write()
    } catch (error) {
      if (signal.aborted || !isDatabaseAway(error)) throw error
    }
    await delay(tryAgainMs, undefined, { signal }).catch(() => undefined)
  }
}
