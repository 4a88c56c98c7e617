/** One folder of the fake IMAP server: numbered mails, which may be hidden, removed or numbered anew. */
export type FakeMail = { uid: number; raw: Buffer; receivedAt: Date; visible: boolean }

export class FakeFolder {
  name: string
  /** Such as `\Sent`. */
  readonly specialUse: string | null
  /** `0` stands for a server that gives none. */
  uidValidity: number
  uidNext = 1
  readonly #mails: FakeMail[] = []

  constructor(name: string, uidValidity: number, specialUse: string | null = null) {
    this.name = name
    this.uidValidity = uidValidity
    this.specialUse = specialUse
  }

  /** In order of UID, which is their numbering. */
  visible(): FakeMail[] {
    return this.#mails.filter(({ visible }) => visible)
  }

  put(raw: Uint8Array | string, { visible = true, receivedAt = new Date() }: Partial<FakeMail> = {}): number {
    const uid = this.uidNext++
    this.#mails.push({ uid, raw: Buffer.from(raw), receivedAt, visible })
    return uid
  }

  show(uid: number): void {
    for (const mail of this.#mails) if (mail.uid === uid) mail.visible = true
  }

  /** The removed mail with its number in the sequence, from 1 on. */
  remove(uid: number): { mail: FakeMail; sequence: number } | null {
    const sequence = this.visible().findIndex((mail) => mail.uid === uid) + 1
    const index = this.#mails.findIndex((mail) => mail.uid === uid)
    const [mail] = index === -1 ? [] : this.#mails.splice(index, 1)
    return mail ? { mail, sequence } : null
  }

  renumber(uidValidity: number): void {
    this.uidValidity = uidValidity
    for (const [index, mail] of this.#mails.entries()) mail.uid = index + 1
    this.uidNext = this.#mails.length + 1
  }
}
