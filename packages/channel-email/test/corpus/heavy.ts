/** What an attacker sends to make reading slow: each shape in any size, so that time can be held against size. */
import { bytes } from './compose.ts'

export type Shape = (size: number) => Buffer

const head = 'From: Mei <mei@outside.example>\nSubject: s\nMessage-ID: <x@outside.example>\n'
const filled = (piece: string, size: number) => piece.repeat(Math.ceil(size / Buffer.byteLength(piece)))
const header =
  (start: string, piece: string): Shape =>
  (size) =>
    bytes(head, `${start}${filled(piece, size)}\n\nHi`)
const body =
  (headers: string, piece: string, before = '', after = ''): Shape =>
  (size) =>
    bytes(head, `${headers}\n\n`, before, filled(piece, size), after)
const text = (piece: string, before = '') => body('Content-Type: text/plain; charset=utf-8', piece, before)
const html = (piece: string, before = '', after = '') =>
  body('Content-Type: text/html; charset=utf-8', piece, before, after)
const calendar = (piece: string, before = '') =>
  body('Content-Type: text/calendar', piece, `BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\n${before}`)
const multipart = (piece: string) => body('Content-Type: multipart/mixed; boundary=b', piece)

export const shapes: Readonly<Record<string, Shape>> = {
  'multiparts in multiparts': (size) =>
    bytes(
      head,
      ...Array.from(
        { length: Math.ceil(size / 60) },
        (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\n`,
      ),
    ),
  'thousands of parts': multipart('--b\n\nx\n'),
  'nine hundred HTML parts': (size) =>
    multipart(`--b\nContent-Type: text/html\n\n${'x '.repeat(size / 1_800)}\n`)(size),
  'nine hundred files': (size) => multipart(`--b\nContent-Type: a/b\n\n${'x '.repeat(size / 1_800)}\n`)(size),
  'boundaries without lines': multipart('--b'),
  'mails in mails': body('Content-Type: message/rfc822', 'Content-Type: message/rfc822\n\n'),
  'short headers': header('', 'X: y\n'),
  'words that never end': header('Subject: ', '=?utf-8?Q?'),
  'words without number': header('To: ', '=?utf-8?Q?=E4?= '),
  'a file name of words': header('Content-Type: a/b; name=', '=?utf-8?Q?=E4?= '),
  'brackets in To': header('To: ', '<'),
  'comments in To': header('To: ', '('),
  'quotes in To': header('To: ', '"'),
  'recipients in To': header('To: ', 'a@b.example, '),
  'groups in To': header('To: ', 'a:b@c;'),
  'a subject of blanks': header('Subject: ', ' '),
  'a folded subject': header('Subject: ', '\n a'),
  parameters: header('Content-Type: text/plain', ';a'),
  'a parameter of comments': header('Content-Type: text/plain; a=', '('),
  'extended parameters': header('Content-Type: text/plain', "; a*=gbk''%C4%E3"),
  references: header('References: ', '<a@b> '),
  'open references': header('References: ', '<'),
  'list addresses': header('List-Post: ', '<mailto:a@b>,'),
  'a date of brackets': header('Date: ', '('),
  'HTML of entities': html('&amp;'),
  'HTML of bare ampersands': html('&'),
  'a style without end': html('color:red;', '<p style="', '">x</p>'),
  'attributes without end': html('a=b ', '<p ', '>x</p>'),
  'tags that never close': html('<a '),
  'a quote that never closes': html('<a href="'),
  'comments that never close': html('<!--'),
  'nested bold': html('<b>'),
  'nested tables': html('<table><tr><td>'),
  'nested quotes': html('<blockquote>x'),
  'nested history': html('<div class="gmail_quote">x'),
  'links in one line': html('<a href="https://e.example/x">link</a> '),
  'cells in one row': html('<td style="color:red">x</td>'),
  'hidden paragraphs': html('<p style="display:none">x'),
  'no-break spaces': html('\u00a0 '),
  'empty lines in pre': html('\n', '<pre>'),
  'open scripts': html('<script>'),
  'open titles': html('<title>'),
  'empty lines': text('\n'),
  'blanks only': text(' '),
  'quoted lines': text('> a\n'),
  'one line of quote signs': text('>'),
  attributions: text('On Tue, 3 Nov 2026 at 10:20, Mei <a@b> wrote:\n'),
  'almost attributions': text('On 2026 wrote\n'),
  'Chinese attributions': text('于2026年11月3日写道：\n'),
  'header blocks': text('From: a\nTo: b\nSubject: c\nDate: d\n\n'),
  'From lines': text('From: a\n'),
  'signature lines': text('-- \n'),
  'forward lines': text('---------- Forwarded message ----------\n'),
  'open angles': text('<a@b '),
  'PGP heads': text('-----BEGIN PGP SIGNED MESSAGE-----\n'),
  'PGP headers': text('Hash: x\n', '-----BEGIN PGP SIGNED MESSAGE-----\n'),
  'flowed lines': body('Content-Type: text/plain; format=flowed', 'a \n'),
  'base64 of padding': body('Content-Transfer-Encoding: base64', '='),
  'base64 in padded pieces': body('Content-Transfer-Encoding: base64', 'YQ=='),
  'quoted-printable of equals signs': body('Content-Transfer-Encoding: quoted-printable', '='),
  'shifts without letters': body('Content-Type: text/plain; charset=hz-gb-2312', '~{'),
  'escapes without letters': body('Content-Type: text/plain; charset=iso-2022-jp', '\x1b$B'),
  'UTF-7 of pluses': body('Content-Type: text/plain; charset=utf-7', '+'),
  'bytes of no character set': (size) => bytes(head, '\n', Buffer.alloc(size, 0xff)),
  'calendar lines': calendar('A:b\n'),
  'calendar parameters': calendar(';A="b', 'SUMMARY'),
  'nested S/MIME': (size) =>
    bytes(head, 'Content-Type: application/pkcs7-mime\n\n', Buffer.alloc(size, Buffer.from([0x30, 0x80]))),
  'flat S/MIME': (size) =>
    bytes(
      head,
      'Content-Type: application/pkcs7-mime\n\n',
      Buffer.from([0x30, 0x80]),
      Buffer.alloc(size, Buffer.from([0x05, 0])),
    ),
  'delivery report blocks': body(
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    'A: b\n\n',
    '--b\nContent-Type: message/delivery-status\n\n',
  ),
  'nothing but line ends': (size) => Buffer.alloc(size, '\n'),
}
