/** What Telegram tells of a chat: nobody wrote it, and nobody waits for an answer. */
import type { Message } from '@grammyjs/types'
import type { Sentence } from '@cordboard/core/sentence'
import { say } from './sentences.ts'
import { nameOf, senderOf } from './who.ts'

/** Without a sentence of their own. */
const others = [
  'delete_chat_photo',
  'channel_chat_created',
  'message_auto_delete_timer_changed',
  'connected_website',
  'write_access_allowed',
  'proximity_alert_triggered',
  'boost_added',
  'chat_background_set',
  'general_forum_topic_hidden',
  'general_forum_topic_unhidden',
  'giveaway_created',
  'giveaway_completed',
  'giveaway_winners',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
  'video_chat_participants_invited',
  'users_shared',
  'chat_shared',
  'successful_payment',
  'refunded_payment',
  'paid_message_price_changed',
  'direct_message_price_changed',
  'checklist_tasks_done',
  'checklist_tasks_added',
  'chat_owner_left',
  'chat_owner_changed',
  'community_chat_added',
  'community_chat_removed',
  'community_chat_joined',
  'poll_option_added',
  'poll_option_deleted',
  'managed_bot_created',
  'gift',
  'unique_gift',
  'gift_upgrade_sent',
] as const satisfies readonly (keyof Message)[]

/** `null` for what somebody wrote. */
export function happening(message: Message): Sentence | null {
  return peopleSentence(message) ?? groupSentence(message) ?? topicSentence(message) ?? otherSentence(message)
}

function peopleSentence(message: Message): Sentence | null {
  const { new_chat_members, left_chat_member } = message
  if (new_chat_members) return say('joined', { names: new_chat_members.map(nameOf).join(', ') })
  return left_chat_member ? say('left', { name: nameOf(left_chat_member) }) : null
}

function groupSentence(message: Message): Sentence | null {
  if (message.group_chat_created || message.supergroup_chat_created) return say('group_created')
  if (message.new_chat_title !== undefined) return say('group_renamed', { title: message.new_chat_title })
  if (message.new_chat_photo) return say('group_photo')
  if (message.migrate_to_chat_id !== undefined) return say('group_moved', { chat: message.migrate_to_chat_id })
  if (message.migrate_from_chat_id !== undefined) return say('group_came', { chat: message.migrate_from_chat_id })
  return message.pinned_message ? say('pinned') : null
}

function topicSentence(message: Message): Sentence | null {
  if (message.forum_topic_created) return say('topic_opened', { name: message.forum_topic_created.name })
  if (message.forum_topic_edited) return say('topic_renamed')
  if (message.forum_topic_closed) return say('topic_shut')
  return message.forum_topic_reopened ? say('topic_reopened') : null
}

function otherSentence(message: Message): Sentence | null {
  const kind = others.find((name) => message[name] !== undefined)
  return kind ? say('chat_event', { kind }) : null
}

/** A change of the bot's own standing in a chat. */
export function membershipSentence(
  { chat, from }: Pick<Message, 'chat'> & { from: NonNullable<Message['from']> },
  { before, after }: { before: string; after: string },
): Sentence {
  const isOut = (status: string) => status === 'left' || status === 'kicked'
  if (chat.type === 'private') return say(after === 'kicked' ? 'customer_blocked' : 'customer_unblocked')
  const name = senderOf({ from, chat }).displayName ?? ''
  if (isOut(after)) return say('bot_removed', { name })
  return say(isOut(before) ? 'bot_added' : 'bot_rights', { name })
}
