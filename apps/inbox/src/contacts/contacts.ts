import type { Contact } from '@cordboard/api-contract/contacts'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { termsOf } from '../conversations/search-terms.ts'
import type { Tables } from '../db/tables.ts'
import { decodeCursor, encodeCursor, idKey } from '../http/cursor.ts'
import { notFound } from '../http/refusal.ts'
import { rowIdOf } from '../http/row-id.ts'

type ContactRow = { id: string; name: string | null; identities: Contact['identities']; created_at: Date }

/** Newest first. `q` is the start of an address, or part of a name. */
export async function listContacts(
  db: Kysely<Tables>,
  filter: { q?: string | undefined; cursor?: string | undefined; limit: number },
): Promise<{ items: Contact[]; nextCursor: string | null }> {
  const [place] = filter.cursor ? decodeCursor(filter.cursor, [idKey]) : []
  const page = sql`
    select id from contacts
    where ${place ? sql`id < ${place}::bigint` : sql`true`} and ${filter.q ? matches(filter.q) : sql`true`}
    order by id desc limit ${filter.limit + 1}`
  const found = await sql<ContactRow>`${contactRows(page)} order by contact.id desc`.execute(db)
  const rows = found.rows.slice(0, filter.limit)
  const last = found.rows.length > filter.limit ? rows.at(-1) : undefined
  return { items: rows.map(contactShape), nextCursor: last ? encodeCursor([last.id]) : null }
}

export async function findContact(db: Kysely<Tables>, id: string): Promise<Contact> {
  const found = await contactRows(sql`select ${rowIdOf(id, 'contact')}::bigint as id`).execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('contact')
  return contactShape(row)
}

export async function renameContact(db: Kysely<Tables>, id: string, name: string | null): Promise<Contact> {
  await sql`
    update contacts set name = ${name || null}, updated_at = now(),
      name_terms = array_to_tsvector(${termsOf([name ?? ''])}::text[])
    where id = ${rowIdOf(id, 'contact')}::bigint`.execute(db)
  return findContact(db, id)
}

function matches(q: string): RawBuilder<unknown> {
  const escaped = q.replace(/[\\%_]/g, '\\$&')
  return sql`(name ilike ${`%${escaped}%`} or id in (
    select contact_id from contact_identities where key like ${`${escaped.toLowerCase()}%`}))`
}

function contactRows(page: RawBuilder<unknown>): RawBuilder<ContactRow> {
  return sql<ContactRow>`
    select contact.id::text, contact.name, contact.created_at, coalesce(known.list, '[]') as identities
    from (${page}) page
    join contacts contact on contact.id = page.id
    left join lateral (
      select json_agg(json_build_object('id', id::text, 'channel', channel, 'key', key, 'address', address,
        'displayName', display_name) order by id) as list
      from contact_identities where contact_id = contact.id
    ) known on true`
}

function contactShape(row: ContactRow): Contact {
  return { id: row.id, name: row.name, identities: row.identities, createdAt: row.created_at.toISOString() }
}
