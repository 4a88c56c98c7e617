/** Which reply of ours a report or an echo is about. */
import type { DeliveryState } from '@cordboard/core/delivery'
import type { DeliveryReport, OwnMessage } from '@cordboard/core/message'
import { believesReport } from '@cordboard/core/report-belief'
import type pg from 'pg'
import { type ReplyTokens, reportKey } from '../reply-tokens.ts'
import type { Entry } from './entry.ts'
import { storableKey } from './storable.ts'

export type OwnReply = { id: string; conversationId: string; state: DeliveryState }

type FoundReply = OwnReply & {
  /** Which of the ids led to it. */
  by: string
  recipients: string[]
  subject: string | null
  text: string
  files: number
}

/** The reply whose state the report may change. What cannot be believed is shown as a message of its own, like what nobody can match. */
export async function findReported(
  client: pg.PoolClient,
  report: DeliveryReport,
  { accountId, tokens }: { accountId: string; tokens: ReplyTokens },
): Promise<OwnReply | null> {
  const { reportId } = report
  const keyed = reportId !== null && tokens.holds(reportId, 'report', accountId) ? [reportKey(reportId)] : []
  const reply = await findReply(client, accountId, [...keyed, ...report.about])
  if (!reply) return null
  const by = reply.by === keyed[0] ? 'report_id' : 'message_id'
  return believesReport(report, { by, recipients: reply.recipients }) ? reply : null
}

/** The reply this is a copy of. A mail that borrows a reply's id for other words is no copy: it is shown. */
export async function findEchoed(
  client: pg.PoolClient,
  { externalId, threadIds }: OwnMessage,
  { accountId, entry }: { accountId: string; entry: Entry },
): Promise<OwnReply | null> {
  const reply = await findReply(client, accountId, [externalId, ...threadIds])
  if (!reply || entry.sender_proof === 'refuted') return null
  const same = inked(reply.text) === inked(entry.body_text) && inked(reply.subject) === inked(entry.subject)
  return same && entry.attachments.length === reply.files ? reply : null
}

/** Providers wrap lines, compose letters, write out the scheme of a link and put names before an answer in public. */
function inked(text: string | null): string {
  return (text ?? '')
    .replace(/^(?:@\w{1,15}\s+)+/, '')
    .normalize('NFC')
    .replace(/https?:\/\//gi, '')
    .replace(/\s+/g, '')
}

async function findReply(client: pg.PoolClient, accountId: string, ids: readonly string[]): Promise<FoundReply | null> {
  const { rows } = await client.query<FoundReply>({
    name: 'find_own_reply',
    text: replySql,
    values: [accountId, ids.slice(0, mostIds).map(storableKey)],
  })
  return rows[0] ?? null
}

const mostIds = 100

const replySql = `
  select m.id::text, m.conversation_id::text as "conversationId", m.delivery_state as state, about.id as by,
    m.subject, m.body_text as text, (select count(*)::int from attachments where message_id = m.id) as files,
    (
      select coalesce(array_agg(lower(key)), '{}')
      from jsonb_array_elements_text((m.envelope->'to') || (m.envelope->'cc') || (m.envelope->'bcc')) as recipient(key)
    ) as recipients
  from unnest($2::text[]) with ordinality as about(id, rank)
  join message_thread_ids t on t.account_id = $1::bigint and t.thread_id = about.id and t.claimed_by = ''
  join messages m on m.id = t.message_id and m.direction = 'outbound'
  order by about.rank limit 1`
