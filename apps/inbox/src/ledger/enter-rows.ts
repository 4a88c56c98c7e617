import type pg from 'pg'

export type LedgerEntry = {
  key: string
  mediaType: string
  receivedAt: Date
  bytes: Uint8Array
  /** Hex. */
  sha256: string
  /** Where the bytes lie when they are too long for a row. */
  blob: string | null
}

export type EnteredRow = { id: string; open: boolean; history: boolean }

/** Bytes of one statement's rows. They travel as one binary parameter, cut apart by the server: half of what hex would take. */
const statementBytes = 8_000_000

/** `syncing`: the account is read for the first time, so what was there before it was connected is history. */
type ReadAccount = { id: string; connectedAt: Date; syncing: boolean }

/** Inserts ledger rows; the caller's transaction holds the account's row. */
export async function enterRows(
  client: pg.PoolClient,
  account: ReadAccount,
  entries: readonly LedgerEntry[],
): Promise<EnteredRow[]> {
  const entered: EnteredRow[] = []
  for (const part of parts(entries)) entered.push(...(await enterPart(client, account, part)))
  return entered
}

/** Equal bytes never share a statement, so that the later one finds the earlier one. */
function parts(entries: readonly LedgerEntry[]): LedgerEntry[][] {
  const result: LedgerEntry[][] = []
  let part: LedgerEntry[] = []
  let bytes = 0
  const seen = new Set<string>()
  for (const entry of entries) {
    if (part.length > 0 && (seen.has(entry.sha256) || bytes + entry.bytes.length > statementBytes)) {
      result.push(part)
      part = []
      bytes = 0
      seen.clear()
    }
    part.push(entry)
    seen.add(entry.sha256)
    bytes += entry.blob === null ? entry.bytes.length : 0
  }
  if (part.length > 0) result.push(part)
  return result
}

async function enterPart(
  client: pg.PoolClient,
  account: ReadAccount,
  entries: readonly LedgerEntry[],
): Promise<EnteredRow[]> {
  const inRow = entries.map((entry) => (entry.blob === null ? entry.bytes : new Uint8Array()))
  let next = 1
  const starts = inRow.map(({ length }) => {
    next += length
    return next - length
  })
  const { rows } = await client.query<EnteredRow>({
    name: 'enter_ledger_rows',
    text: enterSql,
    values: [
      account.id,
      account.syncing,
      account.connectedAt,
      Buffer.concat(inRow),
      entries.map((entry) => entry.key),
      entries.map((entry) => entry.receivedAt),
      entries.map((entry) => entry.mediaType),
      starts,
      entries.map((entry) => entry.bytes.length),
      entries.map((entry) => entry.sha256),
      entries.map((entry) => entry.blob),
    ],
  })
  return rows
}

const enterSql = `
  insert into ledger (
    account_id, provider_key, received_at, media_type, raw, raw_blob, raw_size, raw_sha256,
    history, duplicate_of, state, done_at
  )
  select $1::bigint, entry.key, entry.received_at, entry.media_type,
    case when entry.blob is null then substr($4::bytea, entry.start, entry.size) end,
    entry.blob, entry.size, decode(entry.sha256, 'hex'),
    $2::boolean and entry.received_at < $3::timestamptz, same.id,
    case when same.id is null then 'open' else 'done' end, case when same.id is not null then now() end
  from unnest($5::text[], $6::timestamptz[], $7::text[], $8::int[], $9::int[], $10::text[], $11::text[])
    as entry(key, received_at, media_type, start, size, sha256, blob)
  left join lateral (
    select id from ledger
    where account_id = $1::bigint and raw_sha256 = decode(entry.sha256, 'hex') and provider_key <> entry.key
    order by id limit 1
  ) same on true
  on conflict (account_id, provider_key) do nothing
  returning id, state = 'open' as open, history`
