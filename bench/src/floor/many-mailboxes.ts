/**
 * An IMAP server with any number of mailboxes in memory, as small as one can be: Dovecot idles through inotify, of which a machine gives one
 * account 128, and falls back to polling beyond. Prints its port. A line of JSON on its input puts a mail; the line comes back when it is announced.
 */
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

export type PutMail = { mailbox: string; raw: string }

type Mailbox = { mails: Buffer[]; idle: Set<Session> }
type Session = { socket: Socket; mailbox: Mailbox; idleTag: string | null }

const mailboxes = new Map<string, Mailbox>()

const server = createServer((socket) => {
  const session: Session = { socket, mailbox: mailboxOf(''), idleTag: null }
  socket.setNoDelay(true)
  socket.on('error', () => undefined)
  socket.on('close', () => session.mailbox.idle.delete(session))
  socket.write('* OK [CAPABILITY IMAP4rev1 IDLE] Ready\r\n')
  // The reader passes the socket's errors on; clients that vanish are no news.
  createInterface({ input: socket })
    .on('error', () => undefined)
    .on('line', (line) => answer(session, line))
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { mailbox: name, raw } = JSON.parse(line) as PutMail
    const mailbox = mailboxOf(name)
    mailbox.mails.push(Buffer.from(raw))
    for (const { socket } of mailbox.idle) socket.write(`* ${mailbox.mails.length} EXISTS\r\n`)
    console.log(line)
  })
  .on('close', () => process.exit(0))

function mailboxOf(name: string): Mailbox {
  const known = mailboxes.get(name)
  if (known) return known
  const made: Mailbox = { mails: [], idle: new Set() }
  mailboxes.set(name, made)
  return made
}

function answer(session: Session, line: string): void {
  const { socket, mailbox } = session
  if (session.idleTag !== null) {
    mailbox.idle.delete(session)
    socket.write(`${session.idleTag} OK Idle ended\r\n`)
    session.idleTag = null
    return
  }
  const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? []
  const name = command.toUpperCase()
  if (name === 'IDLE') {
    session.idleTag = tag
    mailbox.idle.add(session)
    socket.write('+ idling\r\n')
    return
  }
  if (name === 'LOGIN') session.mailbox = mailboxOf(wordsOf(rest)[0] ?? '')
  if (name === 'UID FETCH') fetchMails(session, rest)
  const data = dataOf(name, session.mailbox, rest)
  socket.write(`${data.map((one) => `* ${one}\r\n`).join('')}${tag} ${endOf(name)}\r\n`)
}

const known = ['CAPABILITY', 'LOGIN', 'LIST', 'LSUB', 'SELECT', 'EXAMINE', 'STATUS', 'UID SEARCH', 'UID FETCH']
const quiet = ['NOOP', 'ID', 'CLOSE', 'UNSELECT', 'LOGOUT']

function endOf(name: string): string {
  return known.includes(name) || quiet.includes(name) ? 'OK Done' : `BAD This server does not know ${name}`
}

/** UIDs are numbered from 1 and mails never go, so a UID is also the mail's place. */
function dataOf(name: string, { mails }: Mailbox, rest: string): string[] {
  switch (name) {
    case 'CAPABILITY':
      return ['CAPABILITY IMAP4rev1 IDLE']
    case 'LIST':
    case 'LSUB':
      return [`${name} (\\HasNoChildren) "/" "INBOX"`]
    case 'SELECT':
    case 'EXAMINE':
      return [
        'FLAGS ()',
        `${mails.length} EXISTS`,
        'OK [UIDVALIDITY 7] Numbering',
        `OK [UIDNEXT ${mails.length + 1}] Next`,
      ]
    case 'STATUS':
      return [`STATUS INBOX (MESSAGES ${mails.length} UIDNEXT ${mails.length + 1} UIDVALIDITY 7)`]
    case 'UID SEARCH':
      return [
        `SEARCH${uidsIn(/(?:UID )?(\S+)$/i.exec(rest)?.[1] ?? '', mails.length)
          .map((uid) => ` ${uid}`)
          .join('')}`,
      ]
    default:
      return []
  }
}

function fetchMails({ socket, mailbox }: Session, rest: string): void {
  const set = /^\S+/.exec(rest)?.[0] ?? ''
  for (const uid of uidsIn(set, mailbox.mails.length)) {
    const raw = mailbox.mails[uid - 1] ?? Buffer.alloc(0)
    const from = Number(/\[\]<(\d+)\./.exec(rest)?.[1] ?? 0)
    const length = Number(/\[\]<\d+\.(\d+)>/.exec(rest)?.[1] ?? raw.length)
    const piece = raw.subarray(from, from + length)
    socket.write(
      `* ${uid} FETCH (UID ${uid} INTERNALDATE "01-Nov-2026 00:00:00 +0000" RFC822.SIZE ${raw.length} FLAGS ()`,
    )
    if (rest.includes('[]')) {
      socket.write(` BODY[]${rest.includes('[]<') ? `<${from}>` : ''} {${piece.length}}\r\n`)
      socket.write(piece)
    }
    socket.write(')\r\n')
  }
}

/** A range that ends in `*` names the last mail, even when it begins above it (RFC 3501, 6.4.8). */
function uidsIn(set: string, last: number): number[] {
  const ranges = set.split(',').map((range) => {
    const [from = 0, to = from] = range.split(':').map((bound) => (bound === '*' ? last : Number(bound)))
    return [Math.min(from, to), Math.max(from, to)] as const
  })
  const all = Array.from({ length: last }, (_, index) => index + 1)
  return all.filter((uid) => ranges.some(([from, to]) => uid >= from && uid <= to))
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([, quoted, atom]) => quoted ?? atom ?? '')
}
