/** Lists what the server has in the watched folders beside what the ledger has, on a connection of its own. Changes nothing. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import type {
  Absence,
  AbsentMessage,
  Inventory,
  InventoryProgress,
  PlaceInventory,
} from '@cordboard/core/channel/inventory'
import { loadCursor, type FolderCursor } from './cursor.ts'
import { toChannelError } from './errors.ts'
import { connectImap } from './imap-client.ts'
import { listFolder, type ListedMail, type ListingNeeds } from './listed-mail.ts'
import { missingFolder } from './missing-folder.ts'
import type { EmailSettings } from './settings.ts'
import { sketchesOf } from './sketch.ts'

type OnProgress = (progress: InventoryProgress) => void

const keysPerQuestion = 5_000

/** Throws a `ChannelError` when the connection fails; a folder that cannot be read is reported among the others. */
export async function takeInventory(
  settings: EmailSettings,
  host: ChannelHost<EmailSettings>,
  signal: AbortSignal,
  onProgress: OnProgress = () => undefined,
): Promise<Inventory> {
  await using link = await connectImap(settings, host, signal)
  const places: PlaceInventory[] = []
  for (const folder of settings.folders) {
    try {
      places.push(await inventoryOf(folder, { link, settings, host }, onProgress))
    } catch (error) {
      signal.throwIfAborted()
      const trouble = missingFolder(error, folder) ?? toChannelError(link.lostTo() ?? error, 'imap', settings)
      if (!link.client.usable) throw trouble
      const { message: detail, sentence } = trouble
      places.push({ place: folder, trouble: { detail, sentence }, keys: [], absent: [] })
    }
  }
  return { places }
}

async function inventoryOf(folder: string, needs: ListingNeeds, onProgress: OnProgress): Promise<PlaceInventory> {
  const { host } = needs
  const tell = (done: number, total: number) => onProgress({ place: folder, done, total })
  const { mailbox, uidValidity, mails } = await listFolder(folder, needs, tell)
  const unknown = await unknownTo(host, mails, (done) => tell(done, mails.length))
  // Mail goes on arriving meanwhile: what is unknown is explained by the position as it is now, and then asked for again.
  const position = (await loadCursor(host)).of(folder)
  const still = await unknownTo(host, unknown)
  const absent = still.map(({ uid, key, withheld }) => {
    const absence = withheld ? 'withheld' : absenceOf(uid, uidValidity, position)
    return { key, uid, absence } as const
  })
  const sketches = await sketchesOf(mailbox, absent)
  return {
    place: folder,
    trouble: null,
    keys: mails.map(({ key }) => key),
    absent: absent.map(({ key, uid, absence }): AbsentMessage => {
      return { key, id: String(uid), absence, sketch: sketches.get(uid) ?? null }
    }),
  }
}

async function unknownTo(
  host: ChannelHost<EmailSettings>,
  mails: readonly ListedMail[],
  tell: (done: number) => void = () => undefined,
): Promise<ListedMail[]> {
  const unknown: ListedMail[] = []
  for (let start = 0; start < mails.length; start += keysPerQuestion) {
    const part = mails.slice(start, start + keysPerQuestion)
    const known = await host.knownKeys(part.map(({ key }) => key))
    unknown.push(...part.filter(({ key }) => !known.has(key)))
    tell(start + part.length)
  }
  return unknown
}

function absenceOf(uid: number, uidValidity: string | null, position: FolderCursor | null): Absence {
  if (uidValidity === null) return 'unexplained'
  if (position === null || position.uidValidity !== uidValidity) return 'waiting'
  const { nextUid, backlog, refused, breaking } = position
  if (refused.includes(uid) || breaking.some((mail) => mail.uid === uid)) return 'withheld'
  return uid >= nextUid || (backlog !== null && uid >= backlog.from && uid < backlog.to) ? 'waiting' : 'unexplained'
}
