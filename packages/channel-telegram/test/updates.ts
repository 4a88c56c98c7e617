/** One update of every kind customers can cause, with fixed numbers and times. */

const ann = {
  id: 5_000_000_001,
  is_bot: false,
  first_name: 'Ann',
  last_name: 'Lee',
  username: 'annlee',
  language_code: 'en',
}
const bo = { id: 5_000_000_002, is_bot: false, first_name: '波' }
const bot = { id: 7_000_000_001, is_bot: true, first_name: 'Desk', username: 'desk_bot' }
const owner = { id: 6_000_000_001, is_bot: false, first_name: 'Olga' }
const annsChat = { id: ann.id, type: 'private', first_name: 'Ann', last_name: 'Lee', username: 'annlee' }
const group = { id: -1_001_234_567_890, type: 'supergroup', title: 'Traders', is_forum: true }
const date = 1_795_000_000
const edit_date = date + 60

const at = { message_id: 41, from: ann, chat: annsChat, date }
const inGroup = { ...at, chat: group }
const topic = { message_thread_id: 9, is_topic_message: true }
const topicStart = {
  message_id: 9,
  from: bo,
  chat: group,
  date,
  ...topic,
  forum_topic_created: { name: 'Withdrawals', icon_color: 1 },
}
const file = (id: string, file_size = 1_000) => ({ file_id: id, file_unique_id: `u-${id}`, file_size })
const size = { width: 800, height: 600 }
const place = { latitude: 52.52, longitude: 13.405 }
const business = { business_connection_id: 'bc-1' }
const member = (status: string) => ({ status, user: bot })
const earlier = { message_id: 40, from: bot, chat: annsChat, date: date - 60, text: 'How can we help?' }
const album = { media_group_id: '13579' }

/** Inside of `message`, by name. */
const messages: Record<string, object> = {
  text: { ...at, text: 'Hello, 你好 😀' },
  marks: {
    ...at,
    text: '😀 bold link <b> code\nnext hidden a@b.example',
    entities: [
      { type: 'bold', offset: 3, length: 9 },
      { type: 'text_link', offset: 8, length: 4, url: 'https://a.example/?q="1"' },
      { type: 'code', offset: 17, length: 4 },
      { type: 'spoiler', offset: 27, length: 6 },
      { type: 'email', offset: 34, length: 11 },
      { type: 'hashtag', offset: 0, length: 2 },
      { type: 'from_the_future', offset: 0, length: 2 },
    ],
  },
  hostile_link: {
    ...at,
    text: 'click',
    entities: [{ type: 'text_link', offset: 0, length: 5, url: 'javascript:alert(1)' }],
  },
  start: { ...at, text: '/start order-17', entities: [{ type: 'bot_command', offset: 0, length: 6 }] },
  photo: {
    ...at,
    photo: [
      { ...file('small', 900), width: 90, height: 67 },
      { ...file('large', 90_000), ...size },
    ],
    caption: 'My screen',
  },
  document: { ...at, document: { ...file('doc'), file_name: '../отчёт\u202E.pdf', mime_type: 'application/pdf' } },
  large_video: { ...at, video: { ...file('film', 90_000_000), ...size, duration: 60, mime_type: 'video/mp4' } },
  voice: { ...at, voice: { ...file('voice'), duration: 4, mime_type: 'audio/ogg' } },
  audio: { ...at, audio: { ...file('song'), duration: 200, file_name: 'song.mp3', mime_type: 'audio/mpeg' } },
  sticker: {
    ...at,
    sticker: { ...file('sticker'), ...size, type: 'regular', is_animated: false, is_video: false, emoji: '👋' },
  },
  animation: {
    ...at,
    animation: { ...file('gif'), ...size, duration: 2, file_name: 'fun.mp4', mime_type: 'video/mp4' },
    document: file('gif'),
  },
  video_note: { ...at, video_note: { ...file('note'), length: 240, duration: 3 } },
  location: { ...at, location: place },
  venue: { ...at, location: place, venue: { location: place, title: 'Café', address: 'Main St. 1' } },
  contact: { ...at, contact: { phone_number: '+4930123', first_name: 'Max', last_name: 'Muster' } },
  poll: {
    ...at,
    poll: {
      id: '1',
      question: 'Which?',
      options: [
        { text: 'A', voter_count: 0 },
        { text: 'B', voter_count: 0 },
      ],
    },
  },
  dice: { ...at, dice: { emoji: '🎲', value: 4 } },
  checklist: {
    ...at,
    checklist: {
      title: 'Steps',
      tasks: [
        { id: 1, text: 'One', completion_date: date },
        { id: 2, text: 'Two' },
      ],
    },
  },
  rich: {
    ...at,
    rich_message: {
      blocks: [
        { type: 'paragraph', text: ['Dear ', { type: 'bold', text: 'desk' }] },
        { type: 'list', items: [{ blocks: [{ type: 'paragraph', text: 'one' }] }] },
      ],
    },
  },
  reply: { ...at, text: 'It is 42', reply_to_message: earlier },
  quote: {
    ...at,
    text: 'This part',
    reply_to_message: earlier,
    quote: { text: 'can we', position: 4, is_manual: true },
  },
  quote_elsewhere: {
    ...at,
    text: 'and this',
    entities: [{ type: 'bold', offset: 0, length: 3 }],
    external_reply: { origin: { type: 'user', date, sender_user: bo } },
    quote: { text: 'their <words>', position: 0 },
  },
  forward: { ...at, text: 'Is this you?', forward_origin: { type: 'user', date, sender_user: bo } },
  forward_hidden: {
    ...at,
    text: 'And this?',
    forward_origin: { type: 'hidden_user', date, sender_user_name: 'Support Team' },
  },
  forward_channel: {
    ...at,
    text: 'News',
    forward_origin: {
      type: 'channel',
      date,
      message_id: 3,
      chat: { id: -100_5, type: 'channel', title: 'News', username: 'news' },
    },
  },
  album_first: { ...at, ...album, photo: [{ ...file('one'), ...size }], caption: 'Two photos' },
  album_second: { ...at, ...album, message_id: 42, photo: [{ ...file('two'), ...size }] },
  group: {
    ...inGroup,
    chat: { ...group, is_forum: undefined },
    text: 'Hi all',
    message_thread_id: 12,
    reply_to_message: { ...earlier, chat: group },
  },
  topic: { ...inGroup, ...topic, text: 'My withdrawal', reply_to_message: topicStart },
  topic_unnamed: { ...inGroup, ...topic, text: 'Still', reply_to_message: { ...earlier, chat: group } },
  as_channel: {
    ...inGroup,
    from: { id: 136_817_688, is_bot: true, first_name: 'Channel' },
    sender_chat: { id: -100_7, type: 'channel', title: 'Whales' },
    text: 'gm',
  },
  from_bot: { ...inGroup, from: { id: 99, is_bot: true, first_name: 'Other bot' }, text: 'beep' },
  own: { ...at, from: bot, text: 'From the desk' },
  joined: { ...inGroup, new_chat_members: [ann, bo] },
  left: { ...inGroup, left_chat_member: bo },
  renamed: { ...inGroup, new_chat_title: 'Traders Club' },
  topic_opened: topicStart,
  moved: { ...inGroup, chat: { id: -77, type: 'group', title: 'Old' }, migrate_to_chat_id: group.id },
  came: { ...inGroup, migrate_from_chat_id: -77 },
  pinned: { ...inGroup, pinned_message: { ...earlier, chat: group } },
  video_chat: { ...inGroup, video_chat_started: {} },
  from_the_future: { ...at, hologram: { file_id: 'x' } },
}

export const updates: Record<string, object> = {
  ...Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, { message }])),
  edited: { edited_message: { ...at, text: 'Hello again', edit_date } },
  edited_picture: { edited_message: { ...messages['album_second'], edit_date } },
  live_location: { message: { ...at, location: { ...place, live_period: 3_600 } } },
  live_location_moved: {
    edited_message: { ...at, location: { ...place, latitude: 52.6, live_period: 3_600 }, edit_date },
  },
  edited_caption: { edited_message: { ...messages['album_first'], caption: 'Three photos', edit_date } },
  business: { business_message: { ...at, ...business, text: 'Are you open?' } },
  business_by_hand: { business_message: { ...at, ...business, from: owner, text: 'Yes, until six.' } },
  business_edited: { edited_business_message: { ...at, ...business, text: 'Are you open today?', edit_date } },
  business_deleted: { deleted_business_messages: { ...business, chat: annsChat, message_ids: [41, 42] } },
  business_connected: {
    business_connection: { id: 'bc-1', user: owner, user_chat_id: owner.id, date, is_enabled: true },
  },
  business_gone: { business_connection: { id: 'bc-1', user: owner, user_chat_id: owner.id, date, is_enabled: false } },
  reaction: {
    message_reaction: {
      chat: annsChat,
      message_id: 40,
      user: ann,
      date,
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👍' }, { type: 'paid' }],
    },
  },
  reaction_gone: {
    message_reaction: {
      chat: annsChat,
      message_id: 40,
      user: ann,
      date,
      old_reaction: [{ type: 'emoji', emoji: '👍' }],
      new_reaction: [],
    },
  },
  reaction_in_group: {
    message_reaction: {
      chat: group,
      message_id: 40,
      actor_chat: group,
      date,
      old_reaction: [],
      new_reaction: [{ type: 'custom_emoji', custom_emoji_id: '5' }],
    },
  },
  button: {
    callback_query: {
      id: '4382bfdwdsb323b2d9',
      from: ann,
      chat_instance: '1',
      data: 'yes',
      message: {
        ...earlier,
        reply_markup: {
          inline_keyboard: [
            [
              { text: 'No', callback_data: 'no' },
              { text: 'Yes, please', callback_data: 'yes' },
            ],
          ],
        },
      },
    },
  },
  button_of_old: {
    callback_query: {
      id: '43',
      from: ann,
      chat_instance: '1',
      data: 'yes',
      message: { chat: annsChat, message_id: 3, date: 0 },
    },
  },
  blocked: {
    my_chat_member: {
      chat: annsChat,
      from: ann,
      date,
      old_chat_member: member('member'),
      new_chat_member: member('kicked'),
    },
  },
  unblocked: {
    my_chat_member: {
      chat: annsChat,
      from: ann,
      date,
      old_chat_member: member('kicked'),
      new_chat_member: member('member'),
    },
  },
  added_to_group: {
    my_chat_member: {
      chat: group,
      from: ann,
      date,
      old_chat_member: member('left'),
      new_chat_member: member('member'),
    },
  },
  put_out_of_group: {
    my_chat_member: {
      chat: group,
      from: ann,
      date,
      old_chat_member: member('member'),
      new_chat_member: member('kicked'),
    },
  },
  channel_post: {
    channel_post: { message_id: 5, date, chat: { id: -100_5, type: 'channel', title: 'News' }, text: 'Listing' },
  },
  unknown_kind: { thought: { from: ann, text: 'hm' } },
  wrong_shape: { message: { message_id: 'x' } },
  wrong_inside: { message: { ...at, poll: { question: 'no options' } } },
  nothing: {},
}

export const self = { keys: [String(bot.id)], displayName: null }

export function bytesOf(name: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ update_id: 100, ...updates[name] }))
}
