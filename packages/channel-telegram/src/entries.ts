/** What customers do that is no message: shown as an entry all the same. */
import type { Message } from '@grammyjs/types'
import type { InboundMessage } from '@cordboard/core/message'
import type { z } from 'zod'
import { membershipSentence } from './happening.ts'
import { toldEntry } from './message.ts'
import { keyOf, messageIdOf, type Place, placeOf } from './place.ts'
import { say } from './sentences.ts'
import type { businessSchema, membershipSchema, pressSchema } from './update-shape.ts'
import { type AnyChat, chatAsSender, groupOf, nameOf, personOf } from './who.ts'

/** A button under a message is an answer, so somebody waits for ours. Only its `data` comes back, so its words are looked up. */
export function pressedEntry({ id, from, data, message }: z.output<typeof pressSchema>): InboundMessage {
  const sender = personOf(from)
  // A message too old to be shown comes with little more than its number.
  const pressed = message as Message | undefined
  const place: Place = pressed ? placeOf(pressed) : { chat: sender.key, business: null, topic: null }
  const group = pressed ? groupOf(pressed) : null
  const label = labelOf(pressed, data) ?? data ?? ''
  const entry = toldEntry(
    { id: `callback:${id}`, from: sender, conversationKey: keyOf(place), group, date: null },
    say('pressed', { label }),
  )
  return { ...entry, automation: 'none', references: pressed ? [messageIdOf(place, pressed.message_id)] : [] }
}

function labelOf(message: Message | undefined, data: string | undefined): string | null {
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? []
  const pressed = buttons.find((button) => 'callback_data' in button && button.callback_data === data)
  return pressed ? String(pressed.text) : null
}

export function membershipEntry(told: z.output<typeof membershipSchema>, id: string): InboundMessage {
  const { chat, from, date, old_chat_member, new_chat_member } = told
  const place = { chat: String(chat.id), business: null, topic: null }
  const sentence = membershipSentence(
    { chat: chat as unknown as Message['chat'], from: { ...from, is_bot: false } },
    { before: old_chat_member.status, after: new_chat_member.status },
  )
  const group = chat.type === 'private' ? null : chatAsSender(chat as AnyChat)
  return toldEntry({ id, from: personOf(from), conversationKey: keyOf(place), group, date }, sentence)
}

export function businessEntry(told: z.output<typeof businessSchema>, id: string): InboundMessage {
  const { user, user_chat_id, date, is_enabled } = told
  const name = nameOf(user)
  const sentence = is_enabled ? say('business_on', { name }) : say('business_off', { name })
  return toldEntry({ id, from: personOf(user), conversationKey: String(user_chat_id), group: null, date }, sentence)
}
