/**
 * Every sentence the desk itself says of an account, a reply or a message. The interface says them in other languages by their codes,
 * so a sentence that is added or changed here is added or changed in its catalogues as well.
 */
import { sayFrom } from '@cordboard/core/sentence'

const accounts = {
  connecting_first: 'Connecting for the first time.',
  connecting: 'Connecting.',
  connecting_changed: 'Connecting with the changed settings.',
  paused: 'Paused by an admin.',
  demo_ended: 'It is part of the demo and rests until the desk is started with --demo again.',
  disconnected: 'Disconnected.',
  silent: 'Nothing has been heard from the server for some minutes; the line may be dead. It is being watched.',
  unread: 'No listener is reading this line at the moment, so new messages wait at the provider.',
  line_ended: 'The server ended the connection.',
  line_broken: 'Something unexpected went wrong while reading this line; the log of the listener says what.',
  disk_full: 'The disk for files is full, so nothing was stored; free space in the data folder and try again.',
  store_away: 'The store for files does not answer as it should; check that it is there and may be written to.',
  channel_missing: 'The channel {channel} is not part of this installation.',
  settings_incomplete: 'The settings are no longer complete; open them, check them and save.',
  sealed_with_other_key:
    'The secrets of {row} were sealed with another key; restore the SECRET_KEY they were made with.',
  seal_changed: 'The secrets of {row} were changed outside the desk; enter them again.',
  secrets_unreadable: 'The secrets cannot be read; enter them again.',
  host_private:
    'The host {host} lies in a private network, where this desk connects only to hosts the operator lists in ALLOW_PRIVATE_HOSTS.',
  host_not_found: 'The host {host} could not be found; check how it is spelled.',
  renewal_busy:
    'Renewing the sign-in at the provider takes longer than it should; another process may have been stopped in it. It is tried again by itself.',
  renewal_failed: 'The renewed sign-in at the provider could not be kept or read here. It is tried again by itself.',
  renewal_needs_account:
    'The sign-in at the provider has to be renewed, which replaces it. Connect the account first, then test it.',
  sign_in_denied: 'The sign-in at the provider was cancelled there, so nothing was changed.',
  sign_in_answered:
    'The provider ended the sign-in with “{answer}”. Check the app registered there: its redirect address and its permissions.',
  sign_in_without_code: 'The provider sent no access and no reason. Begin the sign-in again.',
  no_places: 'This channel has nothing to choose here.',
  not_comparable: 'This channel’s provider keeps no list the ledger could be compared with.',
  comparison_failed: 'The check itself failed; it was recorded. Try again.',
  not_tried: 'This was not tried, because an earlier step failed.',
} as const

const replies = {
  reply_disconnected: 'The account was disconnected before this reply was sent.',
  reply_broken: 'An earlier part of this reply was not sent. Send that part again first, then this one.',
  reply_cut_off: 'The desk stopped while this reply was being handed over. It may or may not have been sent.',
  reply_before_restore:
    'The desk’s database was restored from a backup in which this reply was still waiting. It may have been sent after the backup was made.',
  reply_before_pause:
    'The desk stood still for more than an hour while this reply was waiting. It may have been sent if an older copy of the desk was restored.',
  reply_unanswered: 'It is not known whether this reply was sent: something unexpected went wrong on the way.',
  demo_refused: 'The customer’s side refused this reply. This is the demo’s doing, so that you can try Retry.',
  demo_cut_off:
    'The line was cut before it said whether it took this reply. It may or may not have been sent. (Made up for the demo.)',
  waits_for_minute: 'It waits its turn: this account’s limit is {limit} a minute.',
  waits_for_hour: 'It waits its turn: this account’s limit is {limit} an hour.',
  copy_not_kept: 'Something unexpected went wrong while a copy was filed; the log says what.',
  file_not_fetched: 'The file could not be fetched from the provider; the log says why.',
  change_not_made: 'The provider did not make this change; the log says why.',
  change_before_restore:
    'The desk’s database was restored from a backup in which this change was still waiting; ask for it again if it is still wanted.',
  recipients_refused: 'The reply was sent, but not to {recipients}: refused.',
} as const

const messages = {
  unreadable: 'This message could not be read; its bytes are kept as they came.',
  unreadable_too_heavy: 'This message is too heavy to be read safely; its bytes are kept as they came.',
  unreadable_not_stored: 'This message could not be stored as it is; its bytes are kept as they came.',
} as const

export const sentences = { ...accounts, ...replies, ...messages }

/** Its codes begin with this. */
export const owner = 'desk'

export const say = sayFrom(owner, sentences)
