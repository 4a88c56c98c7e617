/** One connection to the fake IMAP server: reads commands by lines and answers them in order. */
import type { Socket } from 'node:net'
import type { FakeImap, FakeMail } from './fake-imap.ts'

const folders = ['INBOX', 'Sent']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export class FakeImapSession {
  readonly #socket: Socket
  readonly #imap: FakeImap
  #rest = ''
  #signedIn = false
  #folder: string | null = null
  #idleTag: string | null = null
  #announced = 0

  constructor(socket: Socket, imap: FakeImap) {
    this.#socket = socket
    this.#imap = imap
    socket.setNoDelay(true)
    // Clients that vanish are what the tests are about.
    socket.on('error', () => {})
    socket.on('data', (chunk) => this.#read(chunk.toString('latin1')))
    this.#say('* OK [CAPABILITY IMAP4rev1 IDLE] Ready')
  }

  end(): void {
    this.#socket.destroy()
  }

  /** Tells an idling client at once, and any other with its next command. */
  announce(): void {
    if (this.#idleTag !== null) this.#exists()
  }

  #read(text: string): void {
    this.#rest += text
    for (let end = this.#rest.indexOf('\r\n'); end !== -1; end = this.#rest.indexOf('\r\n')) {
      const line = this.#rest.slice(0, end)
      this.#rest = this.#rest.slice(end + 2)
      this.#line(line)
    }
  }

  #line(line: string): void {
    if (this.#idleTag !== null) {
      const tag = this.#idleTag
      this.#idleTag = null
      return this.#say(`${tag} OK Idle ended`)
    }
    const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
    const name = command.toUpperCase()
    const scripted = this.#imap.takeAnswer(name)
    if (scripted !== undefined) return this.#say(`${tag} ${scripted}`)
    if (!this.#signedIn && !['CAPABILITY', 'LOGIN', 'LOGOUT', 'NOOP', 'ID'].includes(name)) {
      return this.#say(`${tag} BAD Sign in first`)
    }
    this.#answer(tag, name, rest)
  }

  #answer(tag: string, name: string, rest: string): void {
    switch (name) {
      case 'CAPABILITY':
        this.#say('* CAPABILITY IMAP4rev1 IDLE')
        return this.#done(tag)
      case 'LOGIN':
        return this.#login(tag, rest)
      case 'LIST':
      case 'LSUB':
        return this.#list(tag, name, rest)
      case 'SELECT':
      case 'EXAMINE':
        return this.#select(tag, rest)
      case 'STATUS':
        this.#say(
          `* STATUS INBOX (MESSAGES ${this.#mails().length} UIDNEXT ${this.#imap.uidNext} UIDVALIDITY ${this.#imap.uidValidity})`,
        )
        return this.#done(tag)
      case 'UID SEARCH':
        this.#say(
          `* SEARCH${this.#search(rest)
            .map(({ uid }) => ` ${uid}`)
            .join('')}`,
        )
        return this.#done(tag)
      case 'UID FETCH':
        return this.#fetch(tag, rest)
      case 'IDLE':
        this.#say('+ idling')
        this.#idleTag = tag
        return this.#exists()
      case 'NOOP':
      case 'CLOSE':
      case 'UNSELECT':
        return this.#done(tag)
      case 'LOGOUT':
        this.#say('* BYE Until later')
        this.#done(tag)
        return void this.#socket.end()
      default:
        this.#say(`${tag} BAD This server does not know ${name}`)
    }
  }

  #login(tag: string, rest: string): void {
    const [user, password] = wordsOf(rest)
    this.#signedIn = user === this.#imap.user && password === this.#imap.password
    if (this.#signedIn) this.#done(tag)
    else this.#say(`${tag} NO [AUTHENTICATIONFAILED] Authentication failed`)
  }

  #list(tag: string, name: string, rest: string): void {
    const pattern = wordsOf(rest).at(-1) ?? ''
    if (pattern === '') this.#say(`* ${name} (\\Noselect) "/" ""`)
    for (const folder of folders) {
      if (pattern === '*' || pattern === '%' || pattern === folder) {
        this.#say(`* ${name} (\\HasNoChildren${folder === 'Sent' ? ' \\Sent' : ''}) "/" "${folder}"`)
      }
    }
    this.#done(tag)
  }

  #select(tag: string, rest: string): void {
    const [folder = ''] = wordsOf(rest)
    if (!folders.includes(folder)) return this.#say(`${tag} NO [NONEXISTENT] There is no such folder`)
    this.#folder = folder
    this.#say('* FLAGS (\\Seen \\Answered)')
    this.#announced = -1
    this.#exists()
    this.#say('* 0 RECENT')
    if (this.#imap.uidValidity > 0) this.#say(`* OK [UIDVALIDITY ${this.#imap.uidValidity}] Numbering`)
    this.#say(`* OK [UIDNEXT ${this.#imap.uidNext}] Next`)
    this.#say(`${tag} OK [READ-ONLY] Opened`)
  }

  #search(criteria: string): FakeMail[] {
    const [first = '', second = '', third = ''] = wordsOf(criteria)
    const mails = this.#mails()
    if (first.toUpperCase() === 'HEADER') {
      return mails.filter(({ raw }) =>
        raw.toString('latin1').toLowerCase().includes(`${second.toLowerCase()}: ${third.toLowerCase()}`),
      )
    }
    return first.toUpperCase() === 'UID' ? this.#within(second) : mails
  }

  #fetch(tag: string, rest: string): void {
    const [, set = '', wanted = ''] = /^(\S+) \(?(.*?)\)?$/.exec(rest) ?? []
    const all = this.#mails()
    for (const mail of this.#within(set)) {
      const parts = [`UID ${mail.uid}`]
      if (/INTERNALDATE/i.test(wanted)) parts.push(`INTERNALDATE "${dateOf(mail.receivedAt)}"`)
      if (/RFC822\.SIZE/i.test(wanted)) parts.push(`RFC822.SIZE ${mail.raw.length}`)
      if (/FLAGS/i.test(wanted)) parts.push('FLAGS ()')
      this.#socket.write(`* ${all.indexOf(mail) + 1} FETCH (${parts.join(' ')}`)
      const body = /BODY(?:\.PEEK)?\[\](?:<(\d+)\.(\d+)>)?/i.exec(wanted)
      const fault = this.#imap.faultOf(mail.uid)
      if (body && fault === 'hangs_up') return this.end()
      if (body && fault === 'withheld') this.#socket.write(' BODY[]<0> NIL')
      else if (body && fault === 'nil_at_end' && Number(body[1]) >= mail.raw.length)
        this.#socket.write(` BODY[]<${body[1]}> NIL`)
      else if (body) this.#literal(mail.raw, body[1], body[2])
      this.#say(')')
    }
    this.#done(tag)
  }

  #literal(raw: Buffer, from: string | undefined, length: string | undefined): void {
    const start = Number(from ?? 0)
    const piece = raw.subarray(start, start + Number(length ?? raw.length))
    this.#socket.write(` BODY[]${from === undefined ? '' : `<${start}>`} {${piece.length}}\r\n`)
    this.#socket.write(piece)
  }

  /** A range that ends in `*` names the last mail, even when it begins above it (RFC 3501, 6.4.8). */
  #within(set: string): FakeMail[] {
    const mails = this.#mails()
    const last = mails.at(-1)?.uid ?? 0
    const ranges = set.split(',').map((range) => {
      const [from = 0, to = from] = range.split(':').map((bound) => (bound === '*' ? last : Number(bound)))
      return [Math.min(from, to), Math.max(from, to)] as const
    })
    return mails.filter(({ uid }) => ranges.some(([from, to]) => uid >= from && uid <= to))
  }

  #mails(): FakeMail[] {
    return this.#folder === 'Sent' ? [] : this.#imap.visible()
  }

  #exists(): void {
    const count = this.#mails().length
    if (this.#folder === null || count === this.#announced) return
    this.#announced = count
    this.#say(`* ${count} EXISTS`)
  }

  #done(tag: string): void {
    this.#exists()
    this.#say(`${tag} OK Done`)
  }

  #say(line: string): void {
    this.#socket.write(`${line}\r\n`)
  }
}

/** Atoms and quoted strings of a command's arguments. */
function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, atom]) => quoted?.replace(/\\(.)/g, '$1') ?? atom ?? '',
  )
}

function dateOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${two(date.getUTCDate())}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()}`
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`
}
