/**
 * What Telegram's refusals of a message mean to an agent. Telegram has no codes below the HTTP status, so its descriptions are
 * compared; one that is not known is shown as it is.
 */
import type { Sentence } from '@cordboard/core/sentence'
import type { Trouble } from './bot-failure.ts'
import { say } from './sentences.ts'

type Refused = Extract<Trouble, { type: 'refused' }>

export const longestText = 4_096
export const longestCaption = 1_024

const meanings: readonly (readonly [RegExp, () => Sentence])[] = [
  [/blocked by the user/i, () => say('blocked')],
  [/user is deactivated/i, () => say('deactivated')],
  [/can't initiate conversation|USER_IS_BOT|PEER_ID_INVALID/i, () => say('not_started')],
  [/bot was kicked|bot is not a member|group chat was deleted/i, () => say('put_out')],
  [
    /not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_SEND_\w+_FORBIDDEN|need administrator rights/i,
    () => say('may_not_write'),
  ],
  [/TOPIC_CLOSED|TOPIC_DELETED|message thread not found/i, () => say('topic_closed')],
  [/chat not found/i, () => say('chat_gone')],
  [/BUSINESS_PEER_INVALID|BUSINESS_PEER_USAGE_MISSING/i, () => say('answered_too_late')],
  [/BUSINESS_CONNECTION_\w+|business connection not found/i, () => say('business_cut')],
  [/entity too large|payload too large|file is too big|file must be up to/i, () => say('too_large')],
  [/caption is too long/i, () => say('too_long', { limit: longestCaption })],
  [/message is too long|MESSAGE_TOO_LONG/i, () => say('too_long', { limit: longestText })],
  [/message text is empty|message must be non-empty/i, () => say('nothing_to_send')],
  [/message can't be edited/i, () => say('not_editable')],
  [/message can't be deleted/i, () => say('not_retractable')],
]

export function refusalOf({ code, description }: Pick<Refused, 'code' | 'description'>): Sentence {
  const known = meanings.find(([words]) => words.test(description))
  return known
    ? known[1]()
    : say('refused', { answer: description === '' ? code : description.replace(/^[\w ]+: /, '') })
}

/** It already is as it should be. */
export function isUnchanged({ description }: Pick<Refused, 'description'>): boolean {
  return /message is not modified/i.test(description)
}

/** It is gone already. */
export function isGone({ description }: Pick<Refused, 'description'>): boolean {
  return /message to delete not found|MESSAGE_ID_INVALID/i.test(description)
}

/** Telegram takes it as a file, not as a picture. */
export function isNoPicture({ description }: Pick<Refused, 'description'>): boolean {
  return /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|PHOTO_EXT_INVALID/i.test(description)
}

/** `getUpdates` while a webhook is set; the other conflict is a second program that asks. */
export function isHookActive({ description }: Pick<Refused, 'description'>): boolean {
  return /webhook is active/i.test(description)
}

export function isFileTooLarge({ description }: Pick<Refused, 'description'>): boolean {
  return /file is too big/i.test(description)
}
