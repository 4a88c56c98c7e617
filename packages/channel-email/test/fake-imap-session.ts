/** One connection to the fake IMAP server: reads commands by lines and answers them in order. */
import iconv from 'iconv-lite'
import type { Socket } from 'node:net'
import type { FakeFolder, FakeMail } from './fake-folder.ts'
import type { FakeImap } from './fake-imap.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export class FakeImapSession {
  readonly #socket: Socket
  readonly #imap: FakeImap
  #rest = ''
  #signedIn = false
  #folder: FakeFolder | null = null
  #idleTag: string | null = null
  #announced = 0
  /** The AUTHENTICATE that was answered with a challenge and waits for the client to give up. */
  #refusedTag: string | null = null
  /** Sequence numbers of removed mails this client has not heard of. */
  #expunged: number[] = []

  constructor(socket: Socket, imap: FakeImap) {
    this.#socket = socket
    this.#imap = imap
    socket.setNoDelay(true)
    // Clients that vanish are what the tests are about.
    socket.on('error', () => {})
    socket.on('data', (chunk) => this.#read(chunk.toString('latin1')))
    this.#say(`* OK [CAPABILITY ${this.#capabilities}] Ready`)
  }

  end(): void {
    this.#socket.destroy()
  }

  /** Tells an idling client at once, and any other with its next command. */
  announce(): void {
    if (this.#idleTag !== null) this.#exists()
  }

  expunged(folder: FakeFolder, sequence: number): void {
    if (folder !== this.#folder) return
    this.#expunged.push(sequence)
    if (this.#idleTag !== null) this.#tellExpunged()
  }

  get #capabilities(): string {
    const byToken = this.#imap.acceptsToken ? ['SASL-IR', 'AUTH=XOAUTH2'] : []
    return ['IMAP4rev1', ...this.#imap.capabilities, ...byToken].join(' ')
  }

  #tellExpunged(): void {
    for (const sequence of this.#expunged.splice(0)) {
      this.#announced--
      this.#say(`* ${sequence} EXPUNGE`)
    }
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
    if (this.#refusedTag !== null) {
      const tag = this.#refusedTag
      this.#refusedTag = null
      return this.#say(`${tag} NO [AUTHENTICATIONFAILED] Authentication failed`)
    }
    if (this.#idleTag !== null) {
      const tag = this.#idleTag
      this.#idleTag = null
      return this.#say(`${tag} OK Idle ended`)
    }
    const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
    const name = command.toUpperCase()
    this.#imap.commands.push(name)
    const scripted = this.#imap.takeAnswer(name)
    if (scripted?.startsWith('* BYE')) {
      this.#say(scripted)
      return void this.#socket.end()
    }
    if (scripted !== undefined) return this.#say(`${tag} ${scripted}`)
    if (!this.#signedIn && !['CAPABILITY', 'LOGIN', 'AUTHENTICATE', 'LOGOUT', 'NOOP', 'ID'].includes(name)) {
      return this.#say(`${tag} BAD Sign in first`)
    }
    this.#answer(tag, name, rest)
  }

  #answer(tag: string, name: string, rest: string): void {
    switch (name) {
      case 'CAPABILITY':
        this.#say(`* CAPABILITY ${this.#capabilities}`)
        return this.#done(tag)
      case 'LOGIN':
        return this.#login(tag, rest)
      case 'AUTHENTICATE':
        return this.#authenticate(tag, rest)
      case 'LIST':
      case 'LSUB':
        return this.#list(tag, name, rest)
      case 'SELECT':
      case 'EXAMINE':
        return this.#select(tag, rest)
      case 'STATUS':
        return this.#status(tag, rest)
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

  /** Says why in a challenge, as Google and Microsoft do, and refuses once the client has answered it. */
  #authenticate(tag: string, rest: string): void {
    const [mechanism = '', sent = ''] = rest.split(' ')
    const said = Buffer.from(sent, 'base64').toString()
    const [user = '', token = ''] = said.split('\x01').map((part) => part.replace(/^(?:user=|auth=Bearer )/, ''))
    this.#signedIn = mechanism.toUpperCase() === 'XOAUTH2' && (this.#imap.acceptsToken?.(user, token) ?? false)
    if (this.#signedIn) return this.#done(tag)
    this.#refusedTag = tag
    this.#say(`+ ${Buffer.from(JSON.stringify({ status: '400', schemes: 'Bearer', sent })).toString('base64')}`)
  }

  #list(tag: string, name: string, rest: string): void {
    const pattern = wordsOf(rest).at(-1) ?? ''
    if (pattern === '') this.#say(`* ${name} (\\Noselect) "/" ""`)
    for (const { name: folder, specialUse } of this.#imap.folders) {
      if (pattern === '*' || pattern === '%' || pattern === wireName(folder)) {
        const flags = ['\\HasNoChildren', ...(specialUse === null ? [] : [specialUse])]
        this.#say(`* ${name} (${flags.join(' ')}) "/" ${quoted(wireName(folder))}`)
      }
    }
    this.#done(tag)
  }

  #select(tag: string, rest: string): void {
    const folder = this.#named(rest)
    if (!folder) return this.#say(`${tag} NO [NONEXISTENT] There is no such folder`)
    this.#folder = folder
    this.#expunged = []
    this.#say('* FLAGS (\\Seen \\Answered)')
    this.#announced = -1
    this.#exists()
    this.#say('* 0 RECENT')
    if (folder.uidValidity > 0) this.#say(`* OK [UIDVALIDITY ${folder.uidValidity}] Numbering`)
    this.#say(`* OK [UIDNEXT ${folder.uidNext}] Next`)
    this.#say(`${tag} OK [READ-ONLY] Opened`)
  }

  #status(tag: string, rest: string): void {
    const folder = this.#named(rest)
    if (!folder) return this.#say(`${tag} NO [NONEXISTENT] There is no such folder`)
    const { uidNext, uidValidity } = folder
    const counts = `MESSAGES ${folder.visible().length} UIDNEXT ${uidNext} UIDVALIDITY ${uidValidity}`
    this.#say(`* STATUS "${wireName(folder.name)}" (${counts})`)
    this.#done(tag)
  }

  #named(rest: string): FakeFolder | undefined {
    const [name = ''] = wordsOf(rest)
    return this.#imap.folders.find((folder) => wireName(folder.name) === name)
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
      if (/ENVELOPE/i.test(wanted)) parts.push(`ENVELOPE ${envelopeOf(mail)}`)
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
    return this.#folder?.visible() ?? []
  }

  #exists(): void {
    const count = this.#mails().length
    if (this.#folder === null || count === this.#announced) return
    this.#announced = count
    this.#say(`* ${count} EXISTS`)
  }

  #done(tag: string): void {
    this.#tellExpunged()
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
    ([, inQuotes, atom]) => inQuotes?.replace(/\\(.)/g, '$1') ?? atom ?? '',
  )
}

/** Modified UTF-7 (RFC 3501, 5.1.3). */
function wireName(folder: string): string {
  return iconv.encode(folder, 'utf-7-imap').toString('latin1')
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`
}

function envelopeOf({ raw }: FakeMail): string {
  const text = raw.toString('latin1')
  const header = (name: string) => new RegExp(`^${name}: (.*?)\r?$`, 'im').exec(text)?.[1] ?? ''
  const [local = '', host = ''] = (/[^\s<>]+@[^\s<>]+/.exec(header('From'))?.[0] ?? '').split('@')
  const from = local === '' ? 'NIL' : `((NIL NIL "${local}" "${host}"))`
  const id = header('Message-ID')
  return `(NIL "${header('Subject')}" ${from} NIL NIL NIL NIL NIL NIL ${id === '' ? 'NIL' : `"${id}"`})`
}

function dateOf(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${two(date.getUTCDate())}-${months[date.getUTCMonth()]}-${date.getUTCFullYear()}`
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`
}
