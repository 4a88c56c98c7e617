/** Puts what the parser says of a ledger row beside what is stored of it. */
import type pg from 'pg'
import type { PreparedRow } from '../inbound/ingest-rows.ts'
import { storableKey } from '../inbound/storable.ts'
import type { Prepared } from '../inbound/ingest-event.ts'
import { isTaken } from './change-message.ts'
import { compare, type Difference } from './compare.ts'
import { type Said, saidOf, type StoredMessage } from './stored-message.ts'
import type { Reservation } from './tally.ts'

export type Judgement =
  | { kind: 'same' }
  | { kind: 'reserved'; why: Reservation; ledgerId: string }
  | {
      kind: 'different'
      stored: StoredMessage
      now: Said
      differences: Difference[]
      /** Whether a message could not be read and can be now, or the other way round. */
      readable: 'won' | 'lost' | 'as before'
    }

export async function judgeRows(
  client: pg.Pool | pg.PoolClient,
  rows: readonly PreparedRow[],
  stored: readonly StoredMessage[],
): Promise<Judgement[]> {
  const judged: Judgement[] = []
  for (const { row, prepared } of rows) {
    const ofRow = stored.filter((message) => message.ledger_id === row.id)
    for (const pair of pairs(prepared, ofRow)) judged.push(...(await judge(client, pair, row)))
  }
  return judged
}

type Pair = { one: Prepared | null; stored: StoredMessage | null }

/** By identity; what is left of both sides belongs together where there is one of each. */
function pairs(prepared: readonly Prepared[], stored: readonly StoredMessage[]): Pair[] {
  const known = (one: Prepared) => stored.find(({ said }) => said.external_id === one.entry.external_id) ?? null
  const matched = prepared.map((one) => ({ one, stored: known(one) }))
  const newcomers = matched.filter((pair) => pair.stored === null)
  const leftOver = stored.filter((message) => !matched.some((pair) => pair.stored === message))
  const [newcomer] = newcomers
  const [left] = leftOver
  if (newcomer && left && newcomers.length === 1 && leftOver.length === 1)
    return matched.map((pair) => (pair === newcomer ? { ...pair, stored: left } : pair))
  return [...matched, ...leftOver.map((message) => ({ one: null, stored: message }))]
}

async function judge(
  client: pg.Pool | pg.PoolClient,
  { one, stored }: Pair,
  row: { id: string; account_id: string },
): Promise<Judgement[]> {
  const reserved = (why: Reservation): Judgement[] => [{ kind: 'reserved', why, ledgerId: row.id }]
  if (!stored) return one && (await isExpected(client, one, row.account_id)) ? reserved('unshown') : []
  if (!one) return reserved('gone')
  const read = saidOf(one.entry)
  const said = stored.changed_since ? withWordsOf(stored.said, read) : read
  const stillProven = stored.said.sender_proof === 'proven' && said.sender_proof === 'claimed'
  const now = stillProven ? { ...said, sender_proof: 'proven' as const } : said
  const differences = compare(stored.said, now)
  if (differences.length === 0 && stored.said.kind === now.kind) return [{ kind: 'same' }]
  if (stored.said.external_id !== now.external_id && (await isTaken(client, stored, now))) return reserved('copy')
  const readable = stored.said.kind === now.kind ? 'as before' : now.kind === 'message' ? 'won' : 'lost'
  return [{ kind: 'different', stored, now, differences, readable }]
}

/** Words that came later, and what the message is found by since, are not this row's to say. */
function withWordsOf(stored: Said, read: Said): Said {
  const { body_text, body_sentence, body_html, text_fold, folded_html, terms, thread_ids } = stored
  return { ...read, body_text, body_sentence, body_html, text_fold, folded_html, terms, thread_ids }
}

async function isMade(client: pg.Pool | pg.PoolClient, externalId: string, accountId: string): Promise<boolean> {
  const { rows } = await client.query('select from message_changes where account_id = $1 and external_id = $2', [
    accountId,
    storableKey(externalId),
  ])
  return rows.length > 0
}

/** A row without a message is in order where it was a change of another one, or the echo of a reply, or a copy of a message shown. */
async function isExpected(
  client: pg.Pool | pg.PoolClient,
  { event, entry }: Prepared,
  accountId: string,
): Promise<boolean> {
  if (event.kind === 'own_message') return false
  // A message may have become the former words of its edit, which came before it.
  if ((event.kind === 'change' || event.kind === 'message') && (await isMade(client, event.externalId, accountId)))
    return false
  const { rows } = await client.query<{ known: boolean }>(
    'select exists (select from messages where account_id = $1 and external_id = $2) as known',
    [accountId, entry.external_id],
  )
  return !rows[0]?.known
}
