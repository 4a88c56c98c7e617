/** Signed, encrypted and packed mail, and invitations. */
import { base64, bytes, type CorpusMail, file, html, mail, multipart, multipartMail, part, text } from './compose.ts'
import { encode } from './encode.ts'

const pgpBlock = (kind: string) =>
  `-----BEGIN PGP ${kind}-----\nVersion: x\n\nhQEMA5nkj\n=abcd\n-----END PGP ${kind}-----`
const clearSigned = `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nPlease pay\n- -- the dash line\n${pgpBlock('SIGNATURE')}`
const signature = part('Content-Type: application/pgp-signature; name=signature.asc', pgpBlock('SIGNATURE'))

const signedId = '2a864886f70d010702'
const envelopedId = '2a864886f70d010703'
const compressedId = '2a864886f70d0109100109'
const dataId = '2a864886f70d010701'

function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  const size = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
const endless = (tag: number, ...contents: readonly Buffer[]) =>
  Buffer.concat([Buffer.from([tag, 0x80]), ...contents, Buffer.from([0, 0])])
const id = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))

/** ContentInfo around SignedData around the mail, as far as anybody reads who checks no signature. */
function opaque(content: Buffer): Buffer {
  const encapsulated = der(0x30, id(dataId), der(0xa0, der(0x04, content)))
  return der(0x30, id(signedId), der(0xa0, der(0x30, der(0x02, Buffer.from([1])), der(0x31), encapsulated, der(0x31))))
}

/** The same as programs write it that do not know the length beforehand. */
function opaqueInPieces(content: Buffer): Buffer {
  const pieces = [content.subarray(0, 20), content.subarray(20)].map((piece) => der(0x04, piece))
  const encapsulated = endless(0x30, id(dataId), endless(0xa0, endless(0x24, ...pieces)))
  return endless(
    0x30,
    id(signedId),
    endless(0xa0, endless(0x30, der(0x02, Buffer.from([1])), der(0x31), encapsulated, der(0x31))),
  )
}

const secured = (content: Buffer, type = '') =>
  mail(
    `Subject: secured\nContent-Type: application/pkcs7-mime; name=smime.p7m${type}\nContent-Transfer-Encoding: base64`,
    base64(content),
  )
const inside = multipart('mixed', 'inside', [text('你好，请看附件'), file('a.pdf', 'application/pdf', 'pdf!')])

function calendar(method: string, ...lines: readonly string[]): Buffer {
  const event = [
    'BEGIN:VEVENT',
    'UID:1@outside.example',
    ...lines,
    'BEGIN:VALARM',
    'DESCRIPTION:Alarm',
    'END:VALARM',
    'END:VEVENT',
  ]
  return bytes(['BEGIN:VCALENDAR', 'VERSION:2.0', `METHOD:${method}`, ...event, 'END:VCALENDAR'].join('\n'))
}
const meeting = [
  'SUMMARY:季度回顾\\, part 2',
  'DTSTART;TZID=Asia/Shanghai:20261120T100000',
  'DTEND;TZID=Asia/Shanghai:20261120T113000',
  'ORGANIZER;CN="Li Mei":mailto:mei@outside.example',
  'LOCATION:Room 5',
  'DESCRIPTION:Bring the\\nfig',
  ' ures.',
]
const invited = (content: Buffer, type = 'text/calendar; method=REQUEST; charset=utf-8') =>
  mail(`Subject: invitation\nContent-Type: ${type}\nContent-Transfer-Encoding: base64`, base64(content))

const signed: readonly CorpusMail[] = [
  {
    name: 'PGP/MIME, signed',
    raw: () => multipartMail('', 'signed', [text('Please pay'), signature], '; protocol="application/pgp-signature"'),
    expected: { text: 'Please pay', marks: ['signed'], files: ['signature.asc'] },
  },
  {
    name: 'S/MIME, signed in the clear',
    raw: () =>
      multipartMail(
        '',
        'signed',
        [
          multipart('alternative', 'alt', [text('Please pay'), html('<p>Please pay</p>')]),
          file('smime.p7s', 'application/pkcs7-signature', 'x'),
        ],
        '; protocol="application/pkcs7-signature"; micalg=sha-256',
      ),
    expected: { text: 'Please pay', html: true, marks: ['signed'], files: ['smime.p7s'] },
  },
  {
    name: 'a signed mail under the footer of a list',
    raw: () =>
      multipartMail('', 'mixed', [
        multipart('signed', 'sig', [text('Please pay'), signature]),
        text('You are on the list.'),
      ]),
    expected: { text: 'Please pay', marks: ['signed'] },
  },
  {
    name: 'S/MIME, signed as one file',
    raw: () => secured(opaque(inside), '; smime-type=signed-data'),
    expected: { subject: 'secured', text: '你好，请看附件', marks: ['signed'], files: ['a.pdf', 'smime.p7m'] },
  },
  {
    name: 'S/MIME, signed as one file of open length',
    raw: () => secured(opaqueInPieces(inside)),
    expected: { text: '你好，请看附件', marks: ['signed'], files: ['a.pdf', 'smime.p7m'] },
  },
  {
    name: 'S/MIME, signed twice',
    raw: () =>
      secured(
        opaque(part('Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64', base64(opaque(inside)))),
      ),
    expected: { text: '你好，请看附件', marks: ['signed'] },
  },
  {
    name: 'a signed file that ends too early',
    raw: () => secured(opaque(inside).subarray(0, 55)),
    expected: { marks: [], files: ['smime.p7m'] },
  },
  {
    name: 'PGP, signed within the text',
    raw: () => mail('Content-Type: text/plain', `${clearSigned}\nbelow`),
    expected: { text: 'Please pay\n-- the dash line', without: 'BEGIN PGP', marks: ['signed'] },
  },
  {
    name: 'words about PGP',
    raw: () => mail('Content-Type: text/plain', 'It begins with -----BEGIN PGP SIGNED MESSAGE----- they say.'),
    expected: { text: 'they say', marks: [] },
  },
]

const encrypted: readonly CorpusMail[] = [
  {
    name: 'PGP/MIME, encrypted',
    raw: () =>
      multipartMail(
        'Subject: secret',
        'encrypted',
        [
          part('Content-Type: application/pgp-encrypted', 'Version: 1'),
          part('Content-Type: application/octet-stream; name=encrypted.asc', pgpBlock('MESSAGE')),
        ],
        '; protocol="application/pgp-encrypted"',
      ),
    expected: {
      subject: 'secret',
      text: 'This mail is encrypted.',
      marks: ['encrypted'],
      files: ['file', 'encrypted.asc'],
    },
  },
  {
    name: 'S/MIME, encrypted',
    raw: () => secured(der(0x30, id(envelopedId), der(0xa0, der(0x30))), '; smime-type=enveloped-data'),
    expected: { text: 'This mail is encrypted.', marks: ['encrypted'], files: ['smime.p7m'] },
  },
  {
    name: 'S/MIME, encrypted within what is signed',
    raw: () =>
      secured(
        opaque(
          part(
            'Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64',
            base64(der(0x30, id(envelopedId), der(0xa0, der(0x30)))),
          ),
        ),
      ),
    expected: { text: 'This mail is encrypted.', marks: ['signed', 'encrypted'] },
  },
  {
    name: 'S/MIME, compressed',
    raw: () => secured(der(0x30, id(compressedId), der(0xa0, der(0x30)))),
    expected: { marks: ['incomplete'], files: ['smime.p7m'] },
  },
  {
    name: 'PGP, encrypted within the text',
    raw: () => mail('Content-Type: text/plain', pgpBlock('MESSAGE')),
    expected: { text: 'This mail is encrypted.', marks: ['encrypted'] },
  },
  {
    name: 'words above a text PGP encrypted',
    raw: () => mail('Content-Type: text/plain', `See below.\n\n${pgpBlock('MESSAGE')}`),
    expected: { text: 'See below.', without: 'BEGIN PGP', marks: ['encrypted'] },
  },
]

const invitations: readonly CorpusMail[] = [
  {
    name: 'an invitation without other words',
    raw: () => invited(calendar('REQUEST', ...meeting)),
    expected: {
      text: 'Li Mei invites to “季度回顾, part 2”, 2026-11-20 10:00 – 11:30 (Asia/Shanghai).\n\nRoom 5\n\nBring the\nfigures.',
      without: 'Alarm',
      marks: ['invitation'],
      files: ['invitation.ics'],
    },
  },
  {
    name: 'an invitation beside its words',
    raw: () =>
      multipartMail('', 'alternative', [
        text('Please come'),
        part('Content-Type: text/calendar; method=REQUEST; charset=utf-8', calendar('REQUEST', ...meeting)),
      ]),
    expected: { text: 'Please come', without: 'invites', marks: ['invitation'], files: ['invitation.ics'] },
  },
  {
    name: 'a cancelled meeting',
    raw: () =>
      invited(calendar('CANCEL', 'SUMMARY:Review', 'DTSTART:20261120T020000Z', 'ORGANIZER:mailto:mei@outside.example')),
    expected: { text: 'mei@outside.example cancels “Review”, 2026-11-20 02:00 (UTC).', marks: ['invitation'] },
  },
  {
    name: 'an accepted invitation',
    raw: () =>
      invited(
        calendar(
          'REPLY',
          'SUMMARY:Review',
          'DTSTART;VALUE=DATE:20261120',
          'ATTENDEE;PARTSTAT=ACCEPTED;CN=Tom:mailto:tom@outside.example',
        ),
      ),
    expected: { text: 'Tom accepts the invitation to “Review”, 2026-11-20.', marks: ['invitation'] },
  },
  {
    name: 'a declined invitation',
    raw: () => invited(calendar('REPLY', 'SUMMARY:Review', 'ATTENDEE;PARTSTAT=DECLINED:mailto:tom@outside.example')),
    expected: { text: 'tom@outside.example declines the invitation to “Review”, –.', marks: ['invitation'] },
  },
  {
    name: 'an invitation that says nothing',
    raw: () => invited(bytes('BEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR')),
    expected: { text: '– invites to “–”, –.', marks: ['invitation'] },
  },
  {
    name: 'an invitation with markup and overrides in its title',
    raw: () => invited(calendar('REQUEST', 'SUMMARY:<b>\u202Epay</b> {when}', 'DTSTART:20261120T020000Z')),
    expected: { text: '“<b>pay</b> {when}”', html: false, marks: ['invitation'] },
  },
  {
    name: 'a calendar that is published',
    raw: () =>
      multipartMail('', 'mixed', [text('Our holidays'), file('holidays.ics', 'text/calendar', calendar('PUBLISH'))]),
    expected: { text: 'Our holidays', marks: [] },
  },
]

function attributeOf(tag: number, value: Buffer): Buffer {
  const head = Buffer.alloc(9)
  head.writeUInt8(tag === 0x0002800c || tag === 0x00069007 ? 1 : 2)
  head.writeUInt32LE(tag, 1)
  head.writeUInt32LE(value.length, 5)
  const sum = value.reduce((all, byte) => (all + byte) & 0xffff, 0)
  return Buffer.concat([head, value, Buffer.from([sum & 0xff, sum >> 8])])
}
const u32 = (value: number) => Buffer.from([value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24])

/** A file as Outlook packs it: an 8.3 title, a long name among properties, the bytes. */
function packedFile(title: string, longName: string, content: Buffer | null): Buffer[] {
  const name = Buffer.from(`${longName}\0`, 'utf16le')
  const padded = Buffer.concat([name, Buffer.alloc((4 - (name.length % 4)) % 4)])
  // PR_ATTACH_SIZE before it, for a property of fixed length.
  const properties = Buffer.concat([
    u32(2),
    Buffer.from([3, 0, 0x20, 0x0e]),
    u32(9),
    Buffer.from([0x1f, 0, 0x07, 0x37]),
    u32(1),
    u32(name.length),
    padded,
  ])
  return [
    attributeOf(0x00069002, Buffer.alloc(14)),
    attributeOf(0x00018010, encode('gbk', `${title}\0`)),
    ...(content ? [attributeOf(0x0006800f, content)] : []),
    attributeOf(0x00069005, longName === '' ? u32(0) : properties),
  ]
}
const winmail = (...attributes: readonly Buffer[]) =>
  file('winmail.dat', 'application/ms-tnef', Buffer.concat([Buffer.from('789f3e220100', 'hex'), ...attributes]))
const gbkCodepage = attributeOf(0x00069007, Buffer.concat([u32(936), u32(0)]))

const packed: readonly CorpusMail[] = [
  {
    name: 'winmail.dat with files',
    raw: () =>
      multipartMail('', 'mixed', [
        text('See the files'),
        winmail(
          gbkCodepage,
          ...packedFile('TIXIAN~1.PDF', '提现凭证.pdf', Buffer.from('pdf!')),
          ...packedFile('合同.txt', '', Buffer.from('x')),
        ),
      ]),
    expected: {
      text: 'See the files',
      marks: [],
      files: [['提现凭证.pdf', 'application/pdf', 4], ['合同.txt', 'text/plain', 1], 'winmail.dat'],
    },
  },
  {
    name: 'winmail.dat that holds the words as well',
    raw: () =>
      multipartMail('', 'mixed', [winmail(gbkCodepage, attributeOf(0x0002800c, encode('gbk', '提现没有到账\0')))]),
    expected: { text: '提现没有到账', marks: [], files: ['winmail.dat'] },
  },
  {
    name: 'winmail.dat with a mail in it',
    raw: () => multipartMail('', 'mixed', [text('See below'), winmail(...packedFile('Re', 'Re: hello', null))]),
    expected: { text: 'See below', marks: ['incomplete'], files: ['winmail.dat'] },
  },
  {
    name: 'winmail.dat cut in the middle',
    raw: () =>
      multipartMail('', 'mixed', [
        text('See the files'),
        file(
          'winmail.dat',
          'application/ms-tnef',
          Buffer.concat([
            Buffer.from('789f3e220100', 'hex'),
            ...packedFile('a.txt', 'a.txt', Buffer.from('x')),
          ]).subarray(0, 55),
        ),
      ]),
    expected: { text: 'See the files', marks: ['incomplete'], files: ['winmail.dat'] },
  },
  {
    name: 'winmail.dat of nothing',
    raw: () =>
      multipartMail('', 'mixed', [
        text('See the files'),
        file('winmail.dat', 'application/ms-tnef', Buffer.from('789f3e22', 'hex')),
      ]),
    expected: { text: 'See the files', marks: ['incomplete'], files: ['winmail.dat'] },
  },
  {
    name: 'a third of a mail',
    raw: () => mail('Content-Type: message/partial; id="x"; number=1; total=3', 'From: a@b.example\n\nthe first third'),
    expected: { marks: ['incomplete'] },
  },
  {
    name: 'a file that lies elsewhere',
    raw: () =>
      multipartMail('', 'mixed', [
        text('Fetch it'),
        part(
          'Content-Type: message/external-body; access-type=URL; URL="https://e.example"',
          'Content-Type: image/png',
        ),
      ]),
    expected: { text: 'Fetch it', marks: ['incomplete'] },
  },
]

export const formMails: readonly CorpusMail[] = [...signed, ...encrypted, ...invitations, ...packed]
