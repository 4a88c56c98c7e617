/** Mail that broke on its way, or was never whole. */
import { base64, bytes, type CorpusMail, html, mail, multipartMail, part, sender, text } from './compose.ts'

const headed = (boundary: string, ...body: string[]) =>
  bytes(`From: ${sender}\nSubject: x\nContent-Type: multipart/mixed; boundary=${boundary}\n\n`, ...body)

export const damagedMails: readonly CorpusMail[] = [
  { name: 'nothing at all', raw: () => Buffer.alloc(0), expected: { subject: null } },
  { name: 'one byte', raw: () => Buffer.from('x'), expected: {} },
  { name: 'one line feed', raw: () => Buffer.from('\n'), expected: { subject: null } },
  { name: 'one NUL', raw: () => Buffer.from([0]), expected: {} },
  { name: 'only NULs', raw: () => Buffer.alloc(4_096), expected: {} },
  { name: 'only a body', raw: () => bytes('\n\nWhere is my money?'), expected: { text: 'Where is my money?' } },
  { name: 'only headers', raw: () => bytes(`From: ${sender}\nSubject: x`), expected: { from: sender, subject: 'x' } },
  {
    name: 'headers and a body without the empty line',
    raw: () => bytes(`From: ${sender}\nSubject: x\nWhere is my money?`),
    expected: { from: sender },
  },
  {
    name: 'an image instead of a mail',
    raw: () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    expected: {},
  },
  {
    name: 'random bytes',
    raw: () => Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7_919) % 251)),
    expected: {},
  },
  {
    name: 'line feeds only',
    raw: () => Buffer.from(`From: ${sender}\nSubject: x\n\nfirst\nsecond\n`),
    expected: { from: sender, text: 'first\nsecond' },
  },
  {
    name: 'carriage returns only',
    raw: () => Buffer.from(`From: ${sender}\rSubject: x\r\rfirst\rsecond\r`),
    expected: { from: sender, subject: 'x', text: 'first\nsecond' },
  },
  {
    name: 'line ends of both kinds',
    raw: () => Buffer.from(`From: ${sender}\nSubject: x\r\n\nfirst\r\nsecond\n`),
    expected: { from: sender, text: 'first\nsecond' },
  },
  {
    name: 'empty lines before the headers',
    raw: () => bytes(`\n\nFrom: ${sender}\nSubject: x\n\nHi`),
    expected: { from: sender, text: 'Hi' },
  },
  {
    name: 'a byte order mark before the headers',
    raw: () => bytes(`\uFEFFFrom: ${sender}\nSubject: x\n\nHi`),
    expected: { from: sender, text: 'Hi' },
  },
  {
    name: 'an mbox line before the headers',
    raw: () => bytes(`From mei@outside.example Tue Nov  3 10:20:30 2026\nFrom: ${sender}\nSubject: x\n\nHi`),
    expected: { from: sender, subject: 'x', text: 'Hi' },
  },
  {
    name: 'an escaped From in the body',
    raw: () => mail('Subject: x', '>From here on it went wrong.'),
    expected: { text: 'From here on it went wrong.' },
  },
  { name: 'NULs in the body', raw: () => mail('Subject: x', 'a\u0000b\u0000c'), expected: { text: 'abc' } },
  { name: 'a dot alone on a line', raw: () => mail('Subject: x', 'before\n.\nafter'), expected: { text: 'after' } },
  {
    name: 'a line of a megabyte',
    raw: () => mail('Subject: x', 'word '.repeat(200_000)),
    expected: { text: 'word word' },
  },
  {
    name: 'a header line of garbage between good ones',
    raw: () => bytes(`From: ${sender}\nthis is no header\nSubject: x\n\nHi`),
    expected: { from: sender, subject: 'x', text: 'Hi' },
  },
  {
    name: 'a header line of nothing but blanks',
    raw: () => bytes(`From: ${sender}\n \nSubject: x\n\nHi`),
    expected: { from: sender, subject: 'x', text: 'Hi' },
  },
  {
    name: 'a megabyte of headers',
    raw: () => bytes(`From: ${sender}\nSubject: x\n${`X-Filler: ${'y'.repeat(900)}\n`.repeat(1_200)}\nHi`),
    expected: { kind: 'unreadable', from: sender, subject: 'x' },
  },
  {
    name: 'a header folded over two hundred thousand lines',
    raw: () => bytes(`From: ${sender}\nSubject: x\nX-Filler: ${'y\n '.repeat(170_000)}\n\nHi`),
    expected: { kind: 'unreadable', from: sender, subject: 'x' },
  },
  {
    name: 'two thousand Received lines',
    raw: () => mail(`${'Received: from a by b\n'.repeat(2_000)}Subject: x`, 'Hi'),
    expected: { from: sender, text: 'Hi' },
  },
  {
    name: 'a multipart cut before its end',
    raw: () => headed('b', '--b\nContent-Type: text/plain\n\nWhere is my mon'),
    expected: { text: 'Where is my mon' },
  },
  {
    name: 'a multipart cut inside a file',
    raw: () =>
      headed(
        'b',
        `--b\n\nSee the file.\n--b\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n${base64('x'.repeat(300)).slice(0, 200)}`,
      ),
    expected: { text: 'See the file.', files: ['a.pdf'] },
  },
  {
    name: 'a multipart cut inside the headers of a part',
    raw: () => headed('b', '--b\n\nSee the file.\n--b\nContent-Type: applic'),
    expected: { text: 'See the file.' },
  },
  {
    name: 'a multipart whose boundary never comes',
    raw: () => headed('b', 'Where is my money?'),
    expected: { from: sender, text: 'Where is my money?', marks: ['incomplete'] },
  },
  {
    name: 'a multipart without a boundary',
    raw: () => bytes(`From: ${sender}\nContent-Type: multipart/mixed\n\n--b\n\nWhere is my money?\n--b--`),
    expected: { from: sender },
  },
  {
    name: 'a multipart with an empty boundary',
    raw: () => bytes(`From: ${sender}\nContent-Type: multipart/mixed; boundary=""\n\n--\n\nHi\n----`),
    expected: { from: sender },
  },
  {
    name: 'a multipart of another boundary',
    raw: () => headed('a', '--b\nContent-Type: text/plain\n\nWhere is my money?\n--b--'),
    expected: { text: 'Where is my money?', marks: ['incomplete'] },
  },
  { name: 'a multipart without parts', raw: () => headed('b', '--b--'), expected: { from: sender } },
  {
    name: 'a multipart whose last boundary has no dashes',
    raw: () => headed('b', '--b\n\nWhere is my money?\n--b'),
    expected: { text: 'Where is my money?' },
  },
  {
    name: 'a boundary with blanks after it',
    raw: () => headed('b', '--b  \nContent-Type: text/plain\n\nHi there\n--b--  \n'),
    expected: { text: 'Hi there' },
  },
  {
    name: 'a boundary that is the start of another',
    raw: () => headed('b', '--b\nContent-Type: multipart/alternative; boundary=b1\n\n--b1\n\nHi there\n--b1--\n--b--'),
    expected: { text: 'Hi there' },
  },
  {
    name: 'the same boundary inside and outside',
    raw: () => headed('b', '--b\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\nHi there\n--b--\n--b--'),
    expected: { text: 'Hi there' },
  },
  { name: 'a part without headers', raw: () => headed('b', '--b\n\nHi there\n--b--'), expected: { text: 'Hi there' } },
  {
    name: 'a part without the empty line',
    raw: () => headed('b', '--b\nContent-Type: text/plain\n--b\n\nHi there\n--b--'),
    expected: { text: 'Hi there' },
  },
  {
    name: 'words before and after the multipart',
    raw: () => headed('b', 'This is a MIME mail.\n--b\n\nHi there\n--b--\nAn epilogue.'),
    expected: { text: 'Hi there', without: 'epilogue' },
  },
  {
    name: 'a content type of nonsense',
    raw: () => mail('Content-Type: ;;;', 'Hi there'),
    expected: { text: 'Hi there' },
  },
  {
    name: 'a content type without its second half',
    raw: () => mail('Content-Type: text', 'Hi there'),
    expected: { text: 'Hi there' },
  },
  {
    name: 'text of a type nobody knows',
    raw: () => mail('Content-Type: text/x-strange', 'Hi there'),
    expected: { files: [['file', 'text/x-strange', 8]] },
  },
  {
    name: 'two content types: the first one counts',
    raw: () => mail('Content-Type: text/plain\nContent-Type: text/html', '<b>'),
    expected: { text: '<b>', html: false },
  },
  {
    name: 'HTML that is no HTML',
    raw: () => mail('Content-Type: text/html', 'Where is my money?'),
    expected: { text: 'Where is my money?' },
  },
  {
    name: 'HTML cut inside a tag',
    raw: () => mail('Content-Type: text/html', '<p>Where is my money?</p><a href="https://e'),
    expected: { text: 'Where is my money?' },
  },
  {
    name: 'an empty HTML part beside the text',
    raw: () => multipartMail('', 'alternative', [text('Hi there'), html('')]),
    expected: { text: 'Hi there' },
  },
  {
    name: 'an empty text part beside the HTML',
    raw: () => multipartMail('', 'alternative', [text('\n'), html('<p>Hi there</p>')]),
    expected: { text: 'Hi there', html: true },
  },
  { name: 'an empty body', raw: () => mail('Subject: x', ''), expected: { subject: 'x', html: false } },
  {
    name: 'a file of no bytes',
    raw: () =>
      multipartMail('', 'mixed', [
        text('Hi'),
        part('Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment', ''),
      ]),
    expected: { files: [['a.pdf', 'application/pdf', 0]] },
  },
]
