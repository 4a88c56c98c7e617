import type { Sender } from '@cordboard/core/message'
import type pg from 'pg'
import { termsOf } from '../conversations/search-terms.ts'
import { storableText } from './storable.ts'

/** A group that was renamed goes by its new name, where nobody at the desk has given it another. */
export async function followGroupName(
  client: pg.PoolClient,
  channel: string,
  { key, displayName }: Sender,
): Promise<void> {
  if (displayName === null) return
  const name = storableText(displayName)
  await client.query({
    name: 'follow_group_name',
    text: `
      with before as (
        select id, contact_id, display_name from contact_identities
        where channel = $1 and key = $2 and is_group and display_name is distinct from $3
      ), renamed as (
        update contact_identities i set display_name = $3 from before where i.id = before.id
      )
      update contacts c set name = $3, name_terms = array_to_tsvector($4::text[]), updated_at = now()
      from before where c.id = before.contact_id and c.name is not distinct from before.display_name`,
    values: [channel, key, name, termsOf([name]).map(storableText)],
  })
}
