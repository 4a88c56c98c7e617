/** What hangs on messages: files, former words, changes that came. */
import type { AttachmentRef } from '@cordboard/core/channel/channel'
import type { Change } from '@cordboard/core/message'
import type { SentenceCode } from '@cordboard/core/sentence'
import type { Generated } from 'kysely'
import type { Id, NullableJson, Reference, Time, TimeNow } from './tables.ts'

export type Attachments = {
  id: Id
  message_id: Reference | null
  blob: string | null
  file_name: string
  media_type: string
  size: number | null
  content_id: string | null
  inline: Generated<boolean>
  position: Generated<number>
  uploaded_by: string | null
  added_by: Reference | null
  fetch_state: 'pending' | 'there' | 'failed' | 'refused' | null
  fetch_ref: NullableJson<AttachmentRef>
  fetch_detail: string | null
  fetch_sentence: NullableJson<SentenceCode>
  fetch_attempts: Generated<number>
  fetch_after: Time | null
  created_at: TimeNow
}

/** All signs one person has on a message; `at` in ISO 8601. */
export type StoredReaction = { key: string; name: string | null; signs: string[]; at: string }

export type MessageVersions = {
  id: Id
  message_id: Reference
  said_at: Time
  body_text: string
  body_sentence: NullableJson<SentenceCode>
  body_html: string | null
  text_fold: number | null
  folded_html: string | null
}

export type MessageChanges = {
  account_id: Reference
  external_id: string
  message_id: Reference
  type: Change['type']
  changed_at: Time
}
