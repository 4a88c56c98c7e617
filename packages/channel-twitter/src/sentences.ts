/**
 * Every sentence this channel says to people, in English and by code; the interface says them in other languages. A sentence that is
 * added or changed here is added or changed in its catalogues as well.
 */
import { sayFrom } from '@cordboard/core/sentence'

const signIn = {
  keys_refused:
    'X does not accept the keys. Copy API key, API key secret, access token and access token secret once more; a token made before the app’s permissions were changed must be made again.',
  clock_wrong:
    'X does not accept the signature, because this machine’s clock is {minutes} minutes away from X’s. Set the clock; it is tried again by itself.',
  sign_in_ended:
    'X no longer accepts the sign-in the desk was given: it has expired, was used up or was taken back. Press “Reconnect” to sign in again.',
  sign_in_wanted: 'An admin has to sign in at X before this profile can be used. Press “Reconnect”.',
  sign_in_not_set: 'The settings name no app registered at X. Enter its client ID, or the four keys.',
  app_refused: 'X does not accept the client ID or client secret. Copy both from the app’s page once more.',
  sign_in_refused:
    'X refused to give access ({answer}). Check the app’s “User authentication settings”: its type and its callback address.',
  sign_in_not_lasting:
    'X gave access for two hours only, without a refresh token. Sign in again and allow everything that is asked.',
  sign_in_unusable: 'X could not renew the sign-in at the moment. It is tried again by itself.',
  app_keys_refused:
    'X does not accept the API key and its secret, which are needed for messages to be announced. Copy both once more.',
} as const

const network = {
  unreachable: 'X cannot be reached from this machine. Check the network; it is tried again by itself.',
  untrusted:
    'What answers in place of X has a certificate this machine does not trust. Check the network and the clock.',
  line_cut: 'The connection to X broke. It is tried again by itself.',
  silent: 'X gave no answer in time. It is tried again by itself.',
  out_of_order: 'X does not work properly at the moment (answer {answer}). It is tried again by itself.',
} as const

const permission = {
  no_dm_permission:
    'The keys do not allow direct messages. At console.x.com set the app’s permissions to “Read and write and Direct message”, then make the access token again.',
  no_write_permission:
    'The keys only allow reading. At console.x.com set the app’s permissions to “Read and write and Direct message”, then make the access token again.',
  scope_missing:
    'The sign-in does not include “{scope}”. Press “Reconnect”, sign in at X again and allow everything that is asked.',
  app_not_allowed:
    'X does not let this app do that. At console.x.com the app must stand in a project with paid access, and its permissions must be “Read and write and Direct message”.',
  profile_locked:
    'X has locked or suspended this profile. Open X in a browser, signed in as it, and follow what X asks.',
} as const

const money = {
  credits_out:
    'X answers no more calls, because the credits of its developer account are used up. Add credits at console.x.com; it goes on by itself.',
  limit_reached:
    'The limit of {limit} US dollars for a day is reached, so X is neither asked nor written to until {time} UTC. Raise the limit in the settings to go on now.',
  limit_near: 'Most of the {limit} US dollars for this day is used, so X is asked less often until {time} UTC.',
  rate_limited: 'X asks us to wait before more is sent. It goes on by itself.',
} as const

const receiving = {
  connected: 'New direct messages and mentions come in within about a minute.',
  connected_announced: 'X announces new messages; beside that it is asked every few minutes.',
  waiting: 'X lets us ask again at {time} UTC. It goes on by itself.',
  not_announced:
    'X could not be told to announce new messages, so it is asked every minute instead. Check that X can reach {address} and that it has no port.',
  no_address:
    'Messages cannot be announced, because the desk has no address that X can reach. Set PUBLIC_URL, or switch it off in the settings.',
  encrypted_seen:
    'A customer wrote an encrypted message, which only the app of X can open. Answer it there, or label the profile as automated so that customers write unencrypted ones.',
  gap_dms:
    'X lists direct messages for 30 days only. Older ones that came while the desk was away are not there any more.',
  gap_mentions:
    'X lists about the latest 800 mentions only. Older ones that came while the desk was away may be missing.',
} as const

const sending = {
  stays_with_customer: 'X cannot take a direct message back from the customer.',
  no_recipient: 'The reply has no recipient.',
  no_post:
    'In public only a post of the customer can be answered, and this conversation has none. Answer by direct message.',
  stopped_before: 'Sending was stopped before the message was handed over. It is sent again by itself.',
  answer_lost:
    'The connection to X broke after the message was handed over and before X answered, so nobody can know whether it was sent.',
  no_clear_answer: 'X took the message but answered with an error ({answer}), so nobody can know whether it was sent.',
  no_direct_messages:
    'This customer takes no direct messages from the profile. Ask in public that they write a direct message first.',
  not_summoned:
    'X lets the desk answer only posts that mention or quote the profile. Answer by direct message, or in X itself.',
  post_gone: 'The post that is answered was deleted or is hidden. Answer by direct message.',
  said_before: 'X takes no reply with the same words twice. Change the words and send it again.',
  too_long: 'X finds the reply too long. Shorten it and send it again.',
  refused: 'X refused the message (answer {answer}). The technical detail holds its reason.',
  profile_gone: 'The customer’s profile is not there any more, so X delivers nothing to it.',
  one_file: 'A direct message carries one file. Send the files one after the other.',
  files_of_post: 'A public reply carries at most four photos, or one GIF, or one video.',
  file_too_large: '“{name}” is larger than the {megabytes} MB that X takes of this type.',
  file_type: 'X does not take files of the type of “{name}”. It takes JPEG, PNG, WebP, GIF and MP4.',
  file_refused: 'X could not use the file “{name}”. Check it, or send another one.',
  file_unreadable: 'A file attached to the reply could not be read. It is tried again by itself.',
  file_slow: 'X is still preparing the file “{name}”. It is tried again by itself.',
  fetch_refused: 'X does not hand this file out. It may have been deleted.',
  fetch_elsewhere: 'This file does not lie on a server of X’s, so it is not fetched.',
} as const

/** Said in place of a message that has no words of its own. */
const forms = {
  encrypted: 'An encrypted message. Only the app of X can open it: read and answer it there.',
  no_words: 'A message without words.',
  joined_group: 'Joined the group.',
  left_group: 'Left the group.',
  post_deleted: 'A post was deleted.',
  unknown_event: 'Something happened in this conversation that the desk does not know. Open X to see it.',
  unreadable: 'What X sent could not be read. Its bytes are kept as they came.',
  file_without_address: 'X did not say where this file is. Open X to see it.',
} as const

/** What the connection test found. */
const found = {
  found_profile: 'X knows the keys as those of {name} (@{username}).',
  found_mentions: 'Mentions can be read.',
  found_dms: 'Direct messages can be read.',
  found_reply_permission: 'Public replies may be sent.',
  found_dm_permission: 'Direct messages may be sent.',
} as const

export const sentences = {
  ...signIn,
  ...network,
  ...permission,
  ...money,
  ...receiving,
  ...sending,
  ...forms,
  ...found,
}

/** Its codes begin with this. */
export const owner = 'twitter'

export const say = sayFrom(owner, sentences)
