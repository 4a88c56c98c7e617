/** One folder opened for comparison: its mails under the keys the ledger knows them by. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { loadCursor, mailKey } from './cursor.ts'
import type { ImapLink } from './imap-client.ts'
import { Mailbox } from './mailbox.ts'
import type { EmailSettings } from './settings.ts'
import { unnumberedKey } from './unnumbered.ts'

/** `withheld`: where mails are known by their bytes, one that is not handed out has no key of the ledger's. */
export type ListedMail = { uid: number; key: string; withheld: boolean }
/** `uidValidity` is `null` where the server gives none. */
export type ListedFolder = { mailbox: Mailbox; uidValidity: string | null; mails: readonly ListedMail[] }
export type ListingNeeds = { link: ImapLink; settings: EmailSettings; host: ChannelHost<EmailSettings> }

/** In the server's order. `tell` hears how many of how many are listed. */
export async function listFolder(
  folder: string,
  { link, settings, host }: ListingNeeds,
  tell: (done: number, total: number) => void = () => undefined,
): Promise<ListedFolder> {
  await link.client.mailboxOpen(folder, { readOnly: true })
  const mailbox = new Mailbox(link, settings)
  const { uidValidity } = mailbox
  const uids = await mailbox.uids('1:*')
  tell(0, uids.length)
  if (uidValidity === null) return { mailbox, uidValidity, mails: await byBytes(folder, mailbox, uids, tell) }
  const position = (await loadCursor(host)).of(folder)
  const numbering = position?.uidValidity === uidValidity ? position : { uidValidity, generation: 0 }
  const mails = uids.map((uid) => ({ uid, key: mailKey(folder, numbering, uid), withheld: false }))
  return { mailbox, uidValidity, mails }
}

/** Where numbers mean nothing, mails are known by their bytes, so that all of them have to be read. */
async function byBytes(
  folder: string,
  mailbox: Mailbox,
  uids: readonly number[],
  tell: (done: number, total: number) => void,
): Promise<ListedMail[]> {
  const listed: ListedMail[] = []
  for await (const { mails, refused } of mailbox.pages(uids)) {
    for (const { uid, bytes } of mails) listed.push({ uid, key: unnumberedKey(folder, bytes), withheld: false })
    for (const uid of refused) listed.push({ uid, key: `${folder}:withheld:${uid}`, withheld: true })
    tell(listed.length, uids.length)
  }
  return listed
}
