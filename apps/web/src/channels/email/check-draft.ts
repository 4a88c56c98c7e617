import { checkProvider } from './provider-sign-in.ts'
import { foldersOf } from './folder-names.ts'
import type { Field, MailboxDraft, Server } from './mailbox-draft.ts'

const addressShape = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,253}$/u
const hostShape = /^(?:[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,251}[\p{L}\p{N}])?|[0-9a-f:.]+)$/iu

export type Checks = Partial<Record<Field, string>>

/** What can be told wrong without asking the server: message ids by field. */
export function checkAddress({ values }: MailboxDraft): Checks {
  return addressShape.test(values.address.trim()) ? {} : { address: 'email.checkAddress' }
}

/** As `checkAddress`, for the whole. */
export function checkDraft(draft: MailboxDraft): Checks {
  return {
    ...checkAddress(draft),
    ...checkServer(draft, 'imap'),
    ...checkServer(draft, 'smtp'),
    ...(draft.signIn === 'password' ? checkSignIn(draft) : checkProvider(draft)),
    ...(foldersOf(draft.values.folders).length === 0 && { folders: 'email.checkFolders' }),
  }
}

function checkServer({ values }: MailboxDraft, server: Server): Checks {
  const port = values[`${server}.port`].trim()
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535
  const ca = values[`${server}.ca`].trim()
  return {
    ...(!hostShape.test(values[`${server}.host`].trim()) && { [`${server}.host`]: 'email.checkHost' }),
    ...(!isPort && { [`${server}.port`]: 'email.checkPort' }),
    ...(ca !== '' && !ca.startsWith('-----BEGIN CERTIFICATE-----') && { [`${server}.ca`]: 'email.checkCa' }),
  }
}

/** Receiving always signs in; sending with a name and a password, or with neither. */
function checkSignIn({ values, sameSignIn, keptPasswords }: MailboxDraft): Checks {
  const has = (server: Server) => values[`${server}.password`] !== '' || keptPasswords.includes(server)
  const named = (server: Server) => values[`${server}.user`].trim() !== ''
  return {
    ...(!named('imap') && { 'imap.user': 'email.checkUser' }),
    ...(!has('imap') && { 'imap.password': 'email.checkPassword' }),
    ...(!sameSignIn && named('smtp') && !has('smtp') && { 'smtp.password': 'email.checkPassword' }),
    ...(!sameSignIn && !named('smtp') && values['smtp.password'] !== '' && { 'smtp.user': 'email.checkUser' }),
  }
}
