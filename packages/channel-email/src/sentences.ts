/**
 * Every sentence this channel says to an admin or an agent. The interface says them in other languages by their codes, so a sentence
 * that is added or changed here is added or changed in its catalogues as well.
 */
import { sayFrom } from '@cordboard/core/sentence'

const refused = '{host} refused the user name or password for {user}. Enter the current one.'
const certificate = 'It is made out to {names}, signed by {issuer}, and valid until {expires}.'
const unknownAuthority =
  'The certificate of {host} is signed by an authority this machine does not trust. If it is your own server, paste its certificate authority into the settings; otherwise ask your mail provider.'
const expired = 'The certificate of {host} has expired. Whoever runs the server must renew it.'
const notYetValid = 'The certificate of {host} is not valid yet. Check the clock of this machine and of the server.'
const otherName =
  'The certificate that answered belongs to another server than {host}. Write the name the certificate is made out to.'

const network = {
  host_unknown:
    'The server name “{host}” does not exist. Check it for a typing mistake, or ask your mail provider for the right one.',
  name_server_silent:
    'The name server gave no answer for “{host}”. Check this machine’s network; it is tried again by itself.',
  nothing_answers:
    'Nothing answers on port {port} of {host}. Check the port; mail servers mostly use 993 or 143 for receiving, 465 or 587 for sending.',
  unreachable:
    '{host} cannot be reached from this machine. Check the network and whether a firewall blocks port {port}.',
  no_connection:
    '{host} did not answer on port {port} in time. Check the server name and the port, and whether a firewall blocks them.',
  no_greeting:
    '{host} took the connection on port {port} but did not speak. Check that this is the port of the mail server.',
  no_greeting_plain:
    '{host} took the connection on port {port} but did not greet. The port probably expects encryption from the first byte: choose “TLS”, or another port.',
  not_tls:
    '{host} does not speak TLS from the first byte on port {port}. Choose “STARTTLS”, or the port meant for TLS (993 for receiving, 465 for sending).',
  no_starttls:
    '{host} does not offer STARTTLS on port {port}, so the password would travel unprotected. Choose “TLS” and its port, or ask your mail provider.',
  password_needs_encryption: '{host} takes passwords only over an encrypted connection. Choose “TLS” or “STARTTLS”.',
  handshake_failed:
    'No encrypted connection to {host} on port {port} came about. Its encryption may be too old; ask whoever runs the server.',
  unknown_authority: unknownAuthority,
  certificate_expired: expired,
  certificate_not_yet_valid: notYetValid,
  certificate_other_name: otherName,
  closed:
    '{host} closed the connection on port {port}. It is tried again by itself; if it goes on, check port and encryption.',
  silent: '{host} stopped answering in the middle of the connection. It is tried again by itself.',
} as const

/** What the connection test says of a certificate, which it has seen. */
const certificates = {
  seen_unknown_authority: `${unknownAuthority} ${certificate}`,
  seen_expired: `${expired} ${certificate}`,
  seen_not_yet_valid: `${notYetValid} ${certificate}`,
  seen_other_name: `${otherName} ${certificate}`,
  seen_untrusted: `The certificate of {host} is not trusted. ${certificate}`,
} as const

const signIn = {
  sign_in_refused: `${refused} Many providers want an app password made in their settings, not the one used in the browser.`,
  sign_in_app_password: `${refused} {provider} wants an app password, made in its security settings with two-step verification on, not the password used in the browser.`,
  sign_in_authorisation_code: `${refused} This provider wants an authorisation code (授权码): switch IMAP on in its web settings and copy the code shown there.`,
  sign_in_microsoft: `${refused} Microsoft has switched passwords off for mail programs at most organisations; choose “Sign in with Microsoft” in the settings.`,
  sign_in_switch_on: `${refused} {provider} lets mail programs in only after IMAP is switched on in its web settings.`,
  sign_in_later: '{host} takes no sign-ins at the moment. It is tried again by itself.',
  sign_in_wanted: '{host} wants a user name and password for sending. Enter them in the settings.',
  sign_in_first: '{host} takes mail only after signing in. Enter the user name and password for sending.',
} as const

/** Signing in at the provider (OAuth 2). */
const oauth = {
  oauth_not_set: 'The settings name no app registered at the provider. Enter its client ID, or choose a password.',
  oauth_wanted: 'An admin has to sign in at {provider} before this mailbox can be opened. Press “Reconnect”.',
  oauth_not_offered:
    '{host} takes passwords only, not the sign-in of a provider. Choose “Password” in the settings, or correct the server.',
  oauth_ended:
    '{provider} no longer accepts the sign-in the desk was given: it has expired, was used up or was taken back. Press “Reconnect” to sign in again.',
  oauth_app_refused:
    '{provider} does not accept the client ID or client secret. Copy both from the app registered there once more; secrets expire.',
  oauth_refused:
    '{provider} refused to give access ({answer}). Check the app registered there: its redirect address and its permissions.',
  oauth_not_lasting:
    '{provider} gave access for an hour only, without a refresh token. Allow the app offline access, then sign in again.',
  oauth_token_refused:
    '{host} does not let {user} in with the sign-in from {provider}. Check that this mailbox was chosen at the provider and may be read by mail programs, then sign in again.',
  oauth_busy: '{provider} asks us to wait before signing in again. It goes on by itself.',
  oauth_unusable_answer:
    '{provider} could not renew the sign-in at the moment (answer {answer}). It is tried again by itself.',
  oauth_unreachable: '{provider} could not be reached to renew the sign-in. It is tried again by itself.',
} as const

const receiving = {
  read_slower: '{host} asks us to read more slowly. Reading goes on by itself after a pause.',
  mailbox_unavailable: '{host} cannot open the mailbox at the moment. It is tried again by itself.',
  mailbox_full: 'The mailbox of {user} is full. Free some space with your mail provider.',
  folder_missing: 'The folder “{folder}” does not exist in the mailbox. Correct the folders in the settings.',
  some_folder_missing:
    'A folder that is to be read does not exist in the mailbox. Correct the folders in the settings.',
  command_refused: '{host} refused a command while the mailbox was read. It is tried again by itself.',
  reading_failed: 'Reading the mailbox on {host} failed. It is tried again by itself.',
  renumbered: 'The mail server numbered the folder anew; reading it again.',
  syncing: 'Reading mail that was already there: {done} of {total}.',
  connected: 'New mail arrives by itself.',
  connected_asking: 'This server does not announce new mail, so it is asked every {seconds} seconds.',
  too_many_connections:
    '{host} allows no more connections to this mailbox at the moment; other mail programs use them too. It is tried again by itself.',
  said_goodbye: '{host} ended the connection, saying “{reason}”. It is tried again by itself.',
  folder_gone:
    'The folder “{folder}” no longer exists on the mail server; the others are read. Choose the folders again in the settings.',
  folders_gone:
    'The folders {folders} no longer exist on the mail server; the others are read. Choose the folders again in the settings.',
  gap_went_back:
    'The mail server has gone back to an older state of “{folder}”. Mail that came in meanwhile may be lost there; what the desk had received is kept.',
  gap_renumbered:
    '“{folder}” was numbered anew and the mail last read from it is no longer there. Mail that came in meanwhile may be lost.',
  gap_folder_gone:
    'The folder “{folder}” no longer exists on the mail server. Mail that came into it meanwhile was not received.',
  mail_withheld: 'New mail arrives, but the mail server does not hand out 1 mail it lists. Cordboard keeps asking.',
  mails_withheld:
    'New mail arrives, but the mail server does not hand out {count} mails it lists. Cordboard keeps asking.',
} as const

const sending = {
  no_message_id: 'The reply has no message id, so it cannot be sent as a mail.',
  no_recipient: 'The reply has no recipient.',
  not_an_address: '“{address}” is not an address mail can be sent to.',
  no_usable_address: 'The mail has no address it could be sent to. Check the recipient’s address.',
  not_composable: 'The mail could not be put together as it is. Change it and send it again.',
  too_large: 'The mail is larger than {host} takes. Send fewer or smaller files.',
  answer_lost:
    'The connection to {host} broke after the whole mail was handed over and before the server answered, so nobody can know whether it was taken.',
  stopped_before: 'Sending was stopped before the mail was handed over. It is sent again by itself.',
  not_a_mail_server: 'What answers on port {port} of {host} is not a mail server. Check the server name and the port.',
  file_unreadable: 'A file attached to the reply could not be read. It is tried again by itself.',
  sending_failed: 'Sending through {host} failed. It is tried again by itself.',
  sent_too_much: '{host} says this mailbox has sent too much for now. Replies wait and go out by themselves.',
  no_mail_from_here:
    '{host} accepts no mail from this machine at the moment (answer {answer}). It is tried again by itself; if it goes on, ask your mail provider.',
  try_later: '{host} asked us to try again later (answer {answer}). It is tried again by itself.',
  sender_refused:
    '{host} does not let this account send as {address}. Use the mailbox’s own address, or allow the sender with your mail provider.',
  refused_by_policy:
    '{host} refused the mail by its rules against spam or by policy. Change the text or the files, or ask your mail provider.',
  refused: '{host} refused the mail (answer {answer}). The technical detail holds its reason.',
  no_sent_folder:
    'The mailbox has no folder for sent mail. Make one with your mail provider, or switch copies off in the settings.',
  copy_refused: 'The mail server did not take a copy into the folder “{folder}”.',
  recipient_full: 'The mailbox of {recipient} is full. Reach the customer another way, or send again later.',
  recipient_forbidden: 'The mail server may not deliver to {recipient}. The technical detail holds its reason.',
  recipient_refused: 'The mail server takes no mail for {recipient}. Check the address with the customer.',
  some_recipient_refused:
    'The mail server does not take the mail for its recipient. Check the address with the customer.',
} as const

const reports = {
  came_back: 'The mail came back undelivered.',
  was_read: 'The recipient’s mail program reports that the mail was opened.',
  delivered: 'Delivered to {recipient}, the mail server reports.',
  delivered_somewhere: 'Delivered, the mail server reports.',
  delayed: 'Delivery to {recipient} is delayed; the mail server keeps trying.',
  delayed_somewhere: 'Delivery is delayed; the mail server keeps trying.',
  not_delivered: 'Not delivered to {recipient}: the server refused it.',
  not_delivered_no_address: 'Not delivered to {recipient}: the address does not exist.',
  not_delivered_no_mail: 'Not delivered to {recipient}: the domain takes no mail.',
  not_delivered_disabled: 'Not delivered to {recipient}: the mailbox is disabled.',
  not_delivered_full: 'Not delivered to {recipient}: the mailbox is full.',
  not_delivered_too_large: 'Not delivered to {recipient}: the mail is too large.',
  not_delivered_unreachable: 'Not delivered to {recipient}: the server could not be reached in time.',
  not_delivered_unwanted: 'Not delivered to {recipient}: the server refused it as unwanted or not allowed.',
} as const

const unreadable = {
  unreadable_too_long:
    'The mail could not be taken apart (it has too many parts or too long headers). Its original can be downloaded.',
  unreadable_damaged: 'The mail could not be taken apart (its structure is damaged). Its original can be downloaded.',
} as const

/** Said in place of a mail that has no words of its own. */
const forms = {
  encrypted:
    'This mail is encrypted. It can be read only with the key it was encrypted for; its original can be downloaded.',
  invitation_request: '{person} invites to “{title}”, {when}.{details}',
  invitation_cancelled: '{person} cancels “{title}”, {when}.{details}',
  invitation_accepted: '{person} accepts the invitation to “{title}”, {when}.{details}',
  invitation_declined: '{person} declines the invitation to “{title}”, {when}.{details}',
  invitation_answered: '{person} answers the invitation to “{title}”, {when}.{details}',
} as const

/** What the connection test found. */
const found = {
  found_address: '{host} is at {address}.',
  found_port: '{host} answers on port {port}.',
  found_plain: 'The connection to {host} is not encrypted, as set. Anyone on the way can read the password.',
  found_encrypted: 'The connection to {host} is encrypted ({protocol}) and its certificate is trusted.',
  found_signed_in: 'Signed in to {host} as {user}.',
  found_open: '{host} takes mail without signing in.',
  found_folders: 'The mailbox can be read. Mails in its folders: {folders}.',
  found_other_folders: 'The folder “{folder}” does not exist in the mailbox. It has {folders}.',
  found_sent: '{host} took a test mail from {address} to itself.',
  found_arrived: 'The test mail arrived in {folder} after {seconds} s.',
  found_not_arrived:
    'The test mail was sent but did not arrive in {folders} within {seconds} s. Look for “Cordboard connection test” in the mailbox, its spam folder first; the mail may be late, sorted away, or sent from another mailbox than the one that is read.',
} as const

export const sentences = {
  ...network,
  ...certificates,
  ...signIn,
  ...oauth,
  ...receiving,
  ...sending,
  ...reports,
  ...unreadable,
  ...forms,
  ...found,
}

/** Its codes begin with this. */
export const owner = 'email'

export const say = sayFrom(owner, sentences)
