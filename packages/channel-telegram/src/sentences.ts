/** Every sentence this channel says to people at the desk; the interface says them in other languages by their codes. */
import { sayFrom } from '@cordboard/core/sentence'

export const sentences = {
  // The line.
  token_refused: 'Telegram did not accept the bot token. It may have been revoked in @BotFather. Paste a new token.',
  unreachable: '{host} cannot be reached. It is tried again by itself.',
  untrusted: '{host} shows a certificate that this machine does not trust. Check the network and the clock.',
  line_lost: 'The line to {host} was lost. It is tried again by itself.',
  not_telegram:
    'What answers at {host} is not Telegram’s Bot API. Check the address of the Bot API server, or a proxy on the way.',
  busy: 'Telegram is in trouble itself ({answer}). It is tried again by itself.',
  refused_receiving: 'Telegram refused to hand messages over: {answer}.',
  second_reader:
    'Another program reads this bot’s messages, so Telegram cuts this desk off. Stop the other program, or give the desk a bot of its own.',
  other_hook:
    'Telegram delivers this bot’s messages to {place}. Remove the webhook there, or let this desk receive by webhook, which takes its place.',
  hook_needs_address:
    'Telegram can only call a desk with an https address that the internet knows. Set PUBLIC_URL, or let the desk ask Telegram (polling).',
  hook_bad_port:
    'Telegram calls only the ports 443, 80, 88 and 8443, and this desk’s address has {port}. Change PUBLIC_URL, or use polling.',
  hook_taken:
    'Another program told Telegram to deliver this bot’s messages to {place}. Stop it, or give the desk a bot of its own.',
  hook_refused: 'Telegram does not take the address of this desk: {answer}.',
  hook_failing: 'Telegram cannot deliver to this desk: {answer}. Messages that wait there: {count}.',
  late: 'Messages of up to {hours} hours ago are being taken in. Telegram keeps them for 24 hours only.',
  away_too_long: 'Telegram keeps messages for 24 hours, and this bot was not read for longer.',
  // A reply.
  stopping: 'The reply was not handed over, because the desk is stopping.',
  unanswered: 'Telegram did not say whether it took this reply. The customer may have it or not.',
  file_unreadable: 'A file of this reply could not be read; it was not sent.',
  nowhere: 'This conversation names no chat of Telegram’s, so the reply has no way out.',
  other_chat: 'The reply is addressed to somebody who is not in this chat; it was not sent.',
  nothing_to_send: 'There is nothing in this reply that Telegram could carry.',
  needs_parts: 'This reply is too much for one message of Telegram’s. Send it in parts.',
  blocked: 'The customer blocked the bot. Nothing reaches them until they unblock it.',
  deactivated: 'The customer’s Telegram account does not exist any more.',
  not_started: 'The customer has not opened a chat with the bot, and a bot may not write first.',
  put_out: 'The bot is not in this group any more. Add it again to reply.',
  may_not_write: 'The bot may not write in this chat. Give it the right to, and send again.',
  topic_closed: 'This topic is closed or gone. Open it again to reply.',
  chat_gone: 'Telegram does not know this chat: it may be gone, or the bot was never in it.',
  too_large: 'Telegram takes files of at most 50 MB, and this one is larger.',
  too_long: 'Telegram takes at most {limit} characters in one message.',
  answered_too_late: 'A business account can answer within 24 hours of the customer’s last message only.',
  business_cut: 'The bot is not connected to this Telegram Business account any more. Its owner can connect it again.',
  flooded_chat: 'Telegram asks to wait {seconds} seconds before the next message to this chat.',
  flooded_bot: 'Telegram asks this bot to wait {seconds} seconds before it writes to anybody.',
  refused: 'Telegram refused this: {answer}.',
  not_editable: 'Telegram does not let this message be changed any more.',
  not_retractable: 'Telegram does not let this message be taken back any more.',
  nothing_sent_yet: 'This message was never sent, so it cannot be changed at Telegram.',
  // A file.
  file_too_large: 'Telegram gives bots files of up to 20 MB, and this one is larger. Ask for it another way.',
  file_gone: 'Telegram does not have this file any more.',
  file_elsewhere: 'The Bot API server keeps this file on its own disk, where it cannot be fetched from.',
  // The test.
  knows_bot: 'Telegram knows this token: it is the bot @{name}.',
  nobody_else: 'No other address gets this bot’s messages: this desk reads them itself. Waiting now: {count}.',
  hook_set: 'Telegram delivers this bot’s messages to this desk. Waiting now: {count}.',
  hook_to_come: 'Telegram will be told to deliver to this desk once it receives; until then nothing is proven.',
  groups_hidden:
    'In groups the bot sees only commands and answers to itself (privacy mode). To see all, send /setprivacy to @BotFather, then add the bot to the group anew.',
  groups_seen: 'The bot sees all messages of the groups it is in.',
  no_groups: 'The bot may not be added to groups; @BotFather changes that with /setjoingroups.',
  may_send:
    'Telegram takes requests of this bot. That a message arrives is shown by the first reply only: a bot may not write first.',
  // What customers do.
  unreadable: 'Telegram sent something that cannot be read; its bytes are kept as they came.',
  unknown_update: 'Telegram sent something this desk does not know yet ({kind}); its bytes are kept as they came.',
  unknown_content:
    'A message this desk cannot show ({kind}). Open Telegram to see it; its bytes are kept as they came.',
  location: 'Shared a location: {latitude}, {longitude}',
  live_location: 'Shares a live location. Open Telegram to follow it.',
  venue: 'Shared a place: {title}, {address} ({latitude}, {longitude})',
  contact: 'Shared a contact: {name}, {phone}',
  poll: 'Sent a poll: {question} ({options})',
  dice: 'Threw {emoji}: {value}',
  game: 'Sent a game: {title}',
  checklist: 'Sent a checklist: {title} ({tasks})',
  story: 'Forwarded a story. Open Telegram to see it.',
  pressed: 'Pressed the button “{label}”',
  reacted: 'Reacted with {signs}',
  reaction_gone: 'Took a reaction back',
  deleted: 'Deleted a message',
  customer_blocked: 'The customer blocked the bot. Replies do not reach them until they unblock it.',
  customer_unblocked: 'The customer unblocked the bot. Replies reach them again.',
  bot_added: '{name} added the bot to this group.',
  bot_removed: '{name} removed the bot from this group. Replies do not reach it any more.',
  bot_rights: '{name} changed what the bot may do in this chat.',
  business_on: '{name} connected this bot to a Telegram Business account. Its customers can be answered from here.',
  business_off: '{name} disconnected this bot from a Telegram Business account.',
  joined: '{names} joined the group.',
  left: '{name} left the group.',
  group_created: 'The group was created.',
  group_renamed: 'The group is now called “{title}”.',
  group_photo: 'The picture of the group was changed.',
  group_moved: 'The group was upgraded and goes on as a new chat ({chat}).',
  group_came: 'The group was upgraded; before, it was another chat ({chat}).',
  pinned: 'A message was pinned.',
  topic_opened: 'The topic “{name}” was opened.',
  topic_renamed: 'The topic was changed.',
  topic_shut: 'The topic was closed.',
  topic_reopened: 'The topic was opened again.',
  chat_event: 'Telegram tells of something in this chat: {kind}.',
} as const

/** Its codes begin with this. */
export const owner = 'telegram'

export const say = sayFrom(owner, sentences)
