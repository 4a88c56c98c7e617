/** What a message says that has no words of its own: a place, a poll, somebody joining. */
import type { Message } from '@grammyjs/types'
import type { Sentence } from '@cordboard/core/sentence'
import { happening } from './happening.ts'
import { say } from './sentences.ts'

/** `happening`: nobody wrote it, Telegram tells it. `unknown`: there is more in it than can be shown. */
export type Spoken = { sentence: Sentence; kind: 'content' | 'happening' | 'unknown' }

/** Fields that are around a message's content and no content themselves. */
const frame = new Set<string>(
  [
    'message_id message_thread_id from sender_chat sender_boost_count sender_business_bot sender_tag date business_connection_id chat',
    'forward_origin forward_from forward_from_chat forward_from_message_id forward_signature forward_sender_name forward_date',
    'is_topic_message is_automatic_forward reply_to_message external_reply quote reply_to_story reply_to_checklist_task_id',
    'reply_to_poll_option_id via_bot edit_date has_protected_content is_from_offline is_paid_post media_group_id author_signature',
    'paid_star_count entities caption caption_entities link_preview_options effect_id show_caption_above_media has_media_spoiler',
    'reply_markup direct_messages_topic receiver_user ephemeral_message_id guest_query_id guest_bot_caller_user guest_bot_caller_chat',
  ].flatMap((names) => names.split(' ')),
)

/** Content that is a file, or words. */
const shown = [
  'text',
  'rich_message',
  'photo',
  'animation',
  'live_photo',
  'video',
  'audio',
  'voice',
  'video_note',
  'sticker',
  'document',
]

/** `null` where the message's own words or its file say all. */
export function spokenOf(message: Message): Spoken | null {
  const sentence = contentSentence(message)
  if (sentence) return { sentence, kind: 'content' }
  const told = happening(message)
  if (told) return { sentence: told, kind: 'happening' }
  const kinds = Object.keys(message).filter((key) => !frame.has(key))
  if (kinds.some((kind) => shown.includes(kind))) return null
  return { sentence: say('unknown_content', { kind: kinds.join(', ') || 'empty' }), kind: 'unknown' }
}

function contentSentence({ venue, location, contact, poll, dice, game, checklist, story }: Message): Sentence | null {
  if (venue) return say('venue', { title: venue.title, address: venue.address, ...coordinates(venue.location) })
  // Each step of somebody on the way comes as an edit: nobody wants thousands of them.
  if (location?.live_period) return say('live_location')
  if (location) return say('location', coordinates(location))
  if (contact) {
    const name = [contact.first_name, contact.last_name ?? ''].join(' ').trim()
    return say('contact', { name, phone: contact.phone_number })
  }
  if (poll) return say('poll', { question: poll.question, options: poll.options.map(({ text }) => text).join(' / ') })
  if (dice) return say('dice', { emoji: dice.emoji, value: dice.value })
  if (game) return say('game', { title: game.title })
  if (checklist) {
    const tasks = checklist.tasks.map(({ text, completion_date }) => `${completion_date ? '☑' : '☐'} ${text}`)
    return say('checklist', { title: checklist.title, tasks: tasks.join(' / ') })
  }
  return story ? say('story') : null
}

function coordinates({ latitude, longitude }: { latitude: number; longitude: number }) {
  return { latitude, longitude }
}
