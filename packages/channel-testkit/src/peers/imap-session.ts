/** The few IMAP commands tests need to look into a mailbox from outside, spoken without any library under test. */
import { LineSocket } from './line-socket.ts'

export type StoredMail = { uid: number; flags: readonly string[]; raw: Buffer }

export class ImapSession implements AsyncDisposable {
  readonly #socket: LineSocket
  #tag = 0

  private constructor(socket: LineSocket) {
    this.#socket = socket
  }

  /** Signs in without TLS: for servers on the loopback only. */
  static async open(port: number, user: string, password: string): Promise<ImapSession> {
    const socket = await LineSocket.open(port)
    await socket.line()
    const session = new ImapSession(socket)
    await session.#command(`LOGIN "${user}" "${password}"`)
    return session
  }

  async append(folder: string, raw: Uint8Array, flags: readonly string[] = []): Promise<void> {
    await this.#command(`APPEND ${quoted(folder)} (${flags.join(' ')}) {${raw.byteLength}+}`, raw)
  }

  async createFolder(folder: string): Promise<void> {
    await this.#command(`CREATE ${quoted(folder)}`)
  }

  /** Every mail of the folder with its bytes, by UID; marks nothing as read. */
  async list(folder: string): Promise<StoredMail[]> {
    const { lines } = await this.#command(`EXAMINE ${quoted(folder)}`)
    if (lines.some((line) => line === '* 0 EXISTS')) return []
    const fetched = await this.#command('UID FETCH 1:* (UID FLAGS BODY.PEEK[])')
    return fetched.literals.map(({ before, raw, after }) => {
      const attributes = `${before} ${after}`
      const flags = /FLAGS \(([^)]*)\)/.exec(attributes)?.[1] ?? ''
      return { uid: Number(/UID (\d+)/.exec(attributes)?.[1]), flags: flags.split(' ').filter(Boolean), raw }
    })
  }

  async uidValidity(folder: string): Promise<bigint> {
    const { lines } = await this.#command(`EXAMINE ${quoted(folder)}`)
    const line = lines.find((candidate) => candidate.includes('UIDVALIDITY'))
    return BigInt(/UIDVALIDITY (\d+)/.exec(line ?? '')?.[1] ?? 0)
  }

  async delete(folder: string, uid: number): Promise<void> {
    await this.#command(`SELECT ${quoted(folder)}`)
    await this.#command(`UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`)
    await this.#command('EXPUNGE')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#socket[Symbol.asyncDispose]()
  }

  async #command(
    text: string,
    literal?: Uint8Array,
  ): Promise<{ lines: string[]; literals: { before: string; raw: Buffer; after: string }[] }> {
    const tag = `t${++this.#tag}`
    this.#socket.write(`${tag} ${text}\r\n`)
    if (literal) this.#socket.write(Buffer.concat([literal, Buffer.from('\r\n')]))
    const lines: string[] = []
    const literals: { before: string; raw: Buffer; after: string }[] = []
    for (;;) {
      const line = await this.#socket.line()
      const announced = /\{(\d+)\}$/.exec(line)
      if (announced) {
        const raw = await this.#socket.bytes(Number(announced[1]))
        literals.push({ before: line, raw, after: await this.#socket.line() })
      } else if (line.startsWith(`${tag} OK`)) return { lines, literals }
      else if (line.startsWith(`${tag} `)) throw new Error(`The IMAP server refused ${text.split(' ', 1)[0]}: ${line}`)
      else lines.push(line)
    }
  }
}

function quoted(folder: string): string {
  return `"${folder.replace(/["\\]/g, '\\$&')}"`
}
