/** What a search box's text finds: words and CJK pairs in messages and in people's names, an address that starts so, a conversation's id. */
import { searchTerms } from '@cordboard/core/bigrams'
import { type RawBuilder, sql } from 'kysely'
import { isRowId } from '../http/row-id.ts'

/** A query of one column `conversation_id`. Materialise it before ordering: the planner else walks the whole list. */
export function searchMatches(q: string): RawBuilder<unknown> {
  const sources: RawBuilder<unknown>[] = []
  const terms = termQuery(q)
  if (terms) {
    sources.push(sql`select conversation_id from conversation_search where terms @@ ${terms}::tsquery`)
    sources.push(sql`
      select c.id from contacts contact join conversations c on c.contact_id = contact.id
      where contact.name_terms @@ ${terms}::tsquery`)
  }
  const address = q.trim().toLowerCase()
  if (address.length >= 3 && !/\s/.test(address)) {
    sources.push(sql`
      select c.id from contact_identities identity join conversations c on c.contact_id = identity.contact_id
      where identity.key like ${`${address.replace(/[\\%_]/g, '\\$&')}%`}`)
  }
  const id = q.trim().replace(/^#/, '')
  if (isRowId(id)) sources.push(sql`select ${id}::bigint`)
  if (sources.length === 0) return sql`select null::bigint as conversation_id where false`
  return sql`select conversation_id from (${sql.join(sources, sql` union `)}) as source (conversation_id)`
}

/** All terms must occur; the last one may still be being typed. Cast, not parsed: the terms are exactly the stored ones. */
function termQuery(q: string): string | null {
  const terms = searchTerms(q)
  const last = terms.at(-1)
  if (last === undefined) return null
  const whole = [...new Set(terms.slice(0, -1))].map((term) => `'${term}'`)
  return [...whole, `'${last}':*`].join(' & ')
}
