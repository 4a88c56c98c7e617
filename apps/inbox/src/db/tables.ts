/** The tables as queries see them, written beside `migrations/`. bigint arrives as a string, timestamptz as a Date. */
import type { AccountState } from '@cordboard/core/channel/account-state'
import type { Cursor, OwnIdentities, RefusedRecipient } from '@cordboard/core/channel/channel'
import type { DeliveryState } from '@cordboard/core/delivery'
import type { Automation, Envelope, MessageMark, Sender, SenderProof } from '@cordboard/core/message'
import type { Locale, Role } from '@cordboard/core/roles'
import type { SentenceCode } from '@cordboard/core/sentence'
import type { ConversationStatus, LinkedBecause } from '@cordboard/core/threading'
import type { EventType } from '@cordboard/api-contract/events'
import type { Attachments, MessageChanges, MessageVersions, StoredReaction } from './message-tables.ts'
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'

export type Id = GeneratedAlways<string>
export type Reference = string
export type Time = Date
export type TimeNow = Generated<Date>
type Json<T extends object> = JSONColumnType<T>
export type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>

type Agents = {
  id: string
  name: string
  email: string
  email_verified: Generated<boolean>
  image: string | null
  role: Generated<Role>
  locale: Locale | null
  disabled_at: Time | null
  signature: Generated<string>
  created_at: TimeNow
  updated_at: TimeNow
}

type AgentSessions = {
  id: string
  agent_id: string
  token: string
  expires_at: Time
  ip_address: string | null
  user_agent: string | null
  created_at: TimeNow
  updated_at: TimeNow
}

type AgentCredentials = {
  id: string
  agent_id: string
  account_id: string
  provider_id: string
  access_token: string | null
  refresh_token: string | null
  id_token: string | null
  access_token_expires_at: Time | null
  refresh_token_expires_at: Time | null
  scope: string | null
  password: string | null
  created_at: TimeNow
  updated_at: TimeNow
}

type AgentVerifications = {
  id: string
  identifier: string
  value: string
  expires_at: Time
  created_at: TimeNow
  updated_at: TimeNow
}

type Invitations = {
  id: Id
  token_hash: Buffer
  email: string | null
  role: Role
  invited_by: string | null
  first_admin: Generated<boolean>
  agent_id: string | null
  created_at: TimeNow
  expires_at: Time
  accepted_at: Time | null
  revoked_at: Time | null
}

type ApiKeys = {
  id: Id
  name: string
  key_hash: Buffer
  role: Role
  created_by: string | null
  created_at: TimeNow
  last_used_at: Time | null
  revoked_at: Time | null
}

type Desk = { only_row: Generated<boolean>; name: Generated<string>; created_at: TimeNow }

type ChannelAccounts = {
  id: Id
  channel: string
  name: string
  settings: Json<Record<string, unknown>>
  sealed_secrets: Buffer | null
  self: ColumnType<OwnIdentities, string | undefined, string>
  enabled: Generated<boolean>
  demo: Generated<boolean>
  state: Generated<AccountState['state']>
  state_detail: Generated<string>
  state_sentence: NullableJson<SentenceCode>
  state_next_action: Generated<AccountState['nextAction']>
  state_progress: NullableJson<{ done: number; total: number }>
  state_since: TimeNow
  last_received_at: Time | null
  last_sent_at: Time | null
  last_heard_at: Time | null
  cursor: NullableJson<Cursor>
  gaps: Generated<StoredGap[]>
  first_synced_at: Time | null
  sending_waits_until: Time | null
  sending_held: Generated<boolean>
  lease_holder: string | null
  lease_epoch: Generated<string>
  lease_until: Time | null
  revision: Generated<number>
  renewing_by: string | null
  renewing_until: Time | null
  signature: Generated<string>
  limit_per_minute: number | null
  limit_per_hour: number | null
  automatic_answer: string | null
  sending_max_bytes: string | null
  sent_copy_problem: NullableJson<SentCopyProblem>
  created_at: TimeNow
  deleted_at: Time | null
}

/** Why the last copy could not be filed with the provider. */
export type SentCopyProblem = { detail: string; sentence: SentenceCode | null; at: string }

type ProviderSignIns = {
  id: Id
  state_hash: Buffer
  session_id: string
  channel: string
  account_id: Reference | null
  account_name: string
  sealed: Buffer
  created_at: TimeNow
  expires_at: Time
  answered_at: Time | null
  failure: NullableJson<SignInFailure>
}

/** Why a sign-in at a provider came to nothing. */
export type SignInFailure = { detail: string; sentence: SentenceCode | null; technical: string | null }

/** `since` and `until` in ISO 8601. */
export type StoredGap = {
  place: string
  since: string | null
  until: string
  detail: string
  sentence: SentenceCode | null
}

type Listeners = { id: string; seen_at: TimeNow }

type Ledger = {
  id: Id
  account_id: Reference
  provider_key: string
  received_at: Time
  accepted_at: TimeNow
  media_type: string
  raw: Buffer | null
  raw_blob: string | null
  raw_size: number
  raw_sha256: Buffer
  history: Generated<boolean>
  duplicate_of: Reference | null
  state: Generated<'open' | 'done'>
  attempts: Generated<number>
  last_error: string | null
  retry_at: Time | null
  done_at: Time | null
}

type Contacts = {
  id: Id
  name: string | null
  name_terms: string | null
  demo: Generated<boolean>
  created_at: TimeNow
  updated_at: TimeNow
}

type ContactIdentities = {
  id: Id
  contact_id: Reference
  channel: string
  key: string
  address: string
  display_name: string | null
  is_group: Generated<boolean>
  created_at: TimeNow
}

export type Direction = 'inbound' | 'outbound' | 'note'

type Conversations = {
  id: Id
  account_id: Reference
  contact_id: Reference
  identity_id: Reference
  client_id: string | null
  thread_key: string | null
  subject: string | null
  status: Generated<ConversationStatus>
  snoozed_until: Time | null
  assignee_id: string | null
  priority: Generated<'urgent' | 'high' | 'normal' | 'low'>
  labels: Generated<string[]>
  last_activity_at: Time
  last_inbound_at: Time | null
  last_message_id: Reference | null
  last_inbound_message_id: Reference | null
  snippet: Generated<string>
  snippet_sentence: NullableJson<SentenceCode>
  snippet_direction: Generated<Direction>
  unsent_count: Generated<number>
  linked_conversation_id: Reference | null
  linked_because: LinkedBecause | null
  demo: Generated<boolean>
  created_at: TimeNow
}

type ConversationParticipants = { conversation_id: Reference; key: string }

type Messages = {
  id: Id
  conversation_id: Reference
  account_id: Reference
  direction: Direction
  kind: Generated<'message' | 'unreadable'>
  external_id: string | null
  client_id: string | null
  ledger_id: Reference | null
  author_agent_id: string | null
  sender_key: string | null
  sender_address: string | null
  sender_name: string | null
  subject: string | null
  body_text: Generated<string>
  body_sentence: NullableJson<SentenceCode>
  body_html: string | null
  text_fold: number | null
  folded_html: string | null
  recipients_to: Generated<string[]>
  recipients_cc: Generated<string[]>
  reply_to: Generated<string[]>
  recipients_bcc: Generated<string[]>
  refused_recipients: ColumnType<RefusedRecipient[], string | undefined, string>
  automation: Generated<Automation>
  sender_proof: SenderProof | null
  marks: Generated<MessageMark[]>
  forwarded_from: NullableJson<Sender>
  thread_references: Generated<string[]>
  envelope: NullableJson<Envelope>
  delivery_state: DeliveryState | null
  delivery_detail: string | null
  delivery_sentence: NullableJson<SentenceCode>
  delivery_technical: string | null
  delivery_at: Time | null
  delivery_attempts: Generated<number>
  deliver_after: Time | null
  sending_until: Time | null
  sent_at: Time | null
  claimed_sent_at: Time | null
  edited_at: Time | null
  deleted_at: Time | null
  reactions: NullableJson<StoredReaction[]>
  way: string | null
  answers_id: Reference | null
  provider_ids: string[] | null
  part_of: Reference | null
  occurred_at: Time
  created_at: TimeNow
}

type MessageThreadIds = {
  account_id: Reference
  thread_id: string
  claimed_by: Generated<string>
  message_id: Reference
}

type ConversationReads = { agent_id: string; conversation_id: Reference; last_read_message_id: Reference }

type Drafts = {
  agent_id: string
  conversation_id: Reference
  mode: Generated<'reply' | 'note'>
  text: string
  attachment_ids: Generated<string[]>
  cc: string[] | null
  bcc: string[] | null
  signed: Generated<boolean>
  updated_at: TimeNow
}

type AccountUses = { account_id: Reference; day: ColumnType<Date, string, string>; item: string; count: number }

type SendingSlots = { id: Id; account_id: Reference; message_id: Reference; at: Time; used: Generated<boolean> }

type SentCopies = { message_id: Reference; account_id: Reference; attempts: Generated<number>; look_after: TimeNow }

type AutomaticAnswers = {
  conversation_id: Reference
  account_id: Reference
  address: string
  domain: string
  state: Generated<'open' | 'sent' | 'withheld'>
  created_at: TimeNow
  decided_at: Time | null
}

type Events = {
  id: Id
  type: EventType
  account_id: Reference | null
  conversation_id: Reference | null
  message_id: Reference | null
  actor_agent_id: string | null
  data: ColumnType<Record<string, unknown>, string | undefined, string>
  created_at: TimeNow
}

type ConversationCounts = { account_id: Reference; status: ConversationStatus; assignee_id: string; count: number }
type ConversationCountChanges = {
  account_id: Reference
  status: ConversationStatus
  assignee_id: string
  change: number
}

type ConversationSearch = { message_id: Reference; conversation_id: Reference; terms: string }

export type Tables = {
  agents: Agents
  agent_sessions: AgentSessions
  agent_credentials: AgentCredentials
  agent_verifications: AgentVerifications
  invitations: Invitations
  api_keys: ApiKeys
  desk: Desk
  channel_accounts: ChannelAccounts
  provider_sign_ins: ProviderSignIns
  listeners: Listeners
  ledger: Ledger
  contacts: Contacts
  contact_identities: ContactIdentities
  conversations: Conversations
  conversation_participants: ConversationParticipants
  messages: Messages
  message_thread_ids: MessageThreadIds
  message_versions: MessageVersions
  message_changes: MessageChanges
  attachments: Attachments
  conversation_reads: ConversationReads
  drafts: Drafts
  account_uses: AccountUses
  sending_slots: SendingSlots
  sent_copies: SentCopies
  automatic_answers: AutomaticAnswers
  events: Events
  conversation_counts: ConversationCounts
  conversation_count_changes: ConversationCountChanges
  conversation_search: ConversationSearch
}
