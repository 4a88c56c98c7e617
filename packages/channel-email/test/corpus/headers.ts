/** Senders, recipients, subjects and dates as people's programs, and attackers, write them. */
import { type CorpusMail, type Expected, mail, sender, word } from './compose.ts'

const from = (name: string, value: string, expected: Expected): CorpusMail => ({
  name: `From: ${name}`,
  raw: () => mail(`From: ${value}\nSubject: x`, 'Hi'),
  expected,
})

const senders: readonly CorpusMail[] = [
  from('a bare address', sender, { from: sender, name: null }),
  from('in capitals', 'MEI@Outside.Example', { from: sender }),
  from('a name in quotes with a comma', `"Li, Mei" <${sender}>`, { from: sender, name: 'Li, Mei' }),
  from('a name with a comma and no quotes', `Li, Mei <${sender}>`, { from: sender }),
  from('a name in a comment', `${sender} (Mei Li)`, { from: sender, name: 'Mei Li' }),
  from('comments within the address', 'Mei <mei(her own)@(at)outside.example>', { from: sender }),
  from('a comment before the address', `(Support) Mei <${sender}>`, { from: sender }),
  from('nested comments', `Mei (one (two) three) <${sender}>`, { from: sender }),
  from('an escaped quote in the name', `"Mei \\"M\\" Li" <${sender}>`, { from: sender, name: 'Mei "M" Li' }),
  from('a group with one member', `Friends: Mei <${sender}>;`, { from: sender, name: 'Mei' }),
  from('an empty group', 'undisclosed-recipients:;', {}),
  from('an obsolete route', `Mei <@relay.example,@other.example:${sender}>`, { from: sender }),
  from('blanks around the at sign', 'Mei <mei @ outside.example>', { from: sender }),
  from('a name that is an address of somebody else', `"ceo@bank.example" <${sender}>`, {
    from: sender,
    name: null,
  }),
  from('a name that looks like an address, unquoted', `ceo@bank.example <${sender}>`, { from: sender }),
  from('two addresses', `Mei <${sender}>, Tom <tom@outside.example>`, { from: sender, name: 'Mei' }),
  from('without the closing bracket', `Mei <${sender}`, { from: sender }),
  from('in double brackets', `Mei <<${sender}>>`, { from: sender }),
  from('a quoted local part', '"mei li"@outside.example', {}),
  from('an international domain', 'Mei <mei@münchen.example>', { from: 'mei@münchen.example' }),
  from('the same domain in ASCII', 'Mei <mei@xn--mnchen-3ya.example>', { from: 'mei@münchen.example' }),
  from('an international local part', 'Mei <李梅@例子.example>', { from: '李梅@例子.example' }),
  from('an address literal', 'Mei <mei@[192.0.2.1]>', { from: 'mei@[192.0.2.1]' }),
  from('an address without a domain', 'root', {}),
  from('empty', '', {}),
  from('only brackets', '<>', {}),
  from('a direction override in the name', `"Mei \u202Egnp.exe" <${sender}>`, { from: sender, name: 'Mei gnp.exe' }),
  from('zero-width characters in the address', 'Mei <me\u200Bi@outside.example>', { from: sender }),
  from('a control character in the name', `"Mei\u0007" <${sender}>`, { from: sender, name: 'Mei' }),
  from('folded in the middle', `Mei\n <${sender}>`, { from: sender, name: 'Mei' }),
  from('a mailto link', `Mei <mailto:${sender}>`, { from: sender }),
  from('apostrophes around the address', `'${sender}'`, { from: sender }),
]

const others: readonly CorpusMail[] = [
  {
    name: 'no From at all',
    raw: () => Buffer.from('Subject: x\r\n\r\nHi'),
    expected: { subject: 'x', text: 'Hi' },
  },
  {
    name: 'two From headers that differ: nobody is the sender',
    raw: () => mail(`From: Mei <${sender}>\nFrom: Tom <tom@outside.example>\nSubject: x`, 'Hi'),
    expected: {},
  },
  {
    name: 'Reply-To names nobody',
    raw: () => mail('Reply-To: thief@evil.example\nSubject: x', 'Hi'),
    expected: { from: sender },
  },
  {
    name: 'Sender names nobody',
    raw: () => mail('Sender: robot@outside.example\nSubject: x', 'Hi'),
    expected: { from: sender },
  },
  {
    name: 'recipients in groups, repeated, in capitals',
    raw: () => mail('To: Desk: SUPPORT@desk.example, tom@b.example;, support@desk.example\nSubject: x', 'Hi'),
    expected: { to: ['support@desk.example', 'tom@b.example'] },
  },
  {
    name: 'To given twice',
    raw: () => mail('To: support@desk.example\nTo: tom@b.example\nSubject: x', 'Hi'),
    expected: { to: ['support@desk.example', 'tom@b.example'] },
  },
  {
    name: 'undisclosed recipients',
    raw: () => mail('To: undisclosed-recipients:;\nSubject: x', 'Hi'),
    expected: { to: [] },
  },
  {
    name: 'recipients that begin with a comma',
    raw: () => mail('To: , support@desk.example, tom@b.example,\nSubject: x', 'Hi'),
    expected: { to: ['support@desk.example', 'tom@b.example'] },
  },
  {
    name: 'recipients divided by semicolons',
    raw: () => mail('To: support@desk.example; tom@b.example\nSubject: x', 'Hi'),
    expected: { to: ['support@desk.example', 'tom@b.example'] },
  },
]

const subject = (name: string, value: string, expected: string | null): CorpusMail => ({
  name: `Subject: ${name}`,
  raw: () => mail(`Subject:${value}`, 'Hi'),
  expected: { subject: expected },
})

const subjects: readonly CorpusMail[] = [
  subject('empty', '', null),
  subject('only blanks', '   \n  ', null),
  subject('folded over three lines', ' one\n two\n\tthree', 'one two three'),
  subject('no blank after the colon', 'tight', 'tight'),
  subject('zero-width and direction characters', ' pay\u202Eer\u202C me', 'payer me'),
  subject('NUL and escape', ' a\u0000b\u001b[31mc', 'ab[31mc'),
  subject('very long', ` ${'long '.repeat(5_000)}`, 'long '.repeat(200).trim()),
  subject('markup', ' <script>alert(1)</script>', '<script>alert(1)</script>'),
  subject('half a surrogate pair', ` ${word('utf-16be', 'B', Buffer.from([0xd8, 0x3d]))}`, '\uFFFD'),
  subject('right-to-left letters', ' שלום', 'שלום'),
  {
    name: 'two subjects: the first one counts',
    raw: () => mail('Subject: first\nSubject: second', 'Hi'),
    expected: { subject: 'first' },
  },
  {
    name: 'header names in capitals and with blanks before the colon',
    raw: () => Buffer.from(`FROM: Mei <${sender}>\r\nSUBJECT : shout\r\n\r\nHi`),
    expected: { from: sender, subject: 'shout' },
  },
]

const date = (name: string, value: string, sentAt: string | null): CorpusMail => ({
  name: `Date: ${name}`,
  raw: () => mail(`Date: ${value}\nSubject: x`, 'Hi'),
  expected: { sentAt },
})

const dates: readonly CorpusMail[] = [
  date('with a comment', 'Tue, 3 Nov 2026 10:20:30 +0800 (CST)', '2026-11-03T02:20:30.000Z'),
  date('without a weekday', '3 Nov 2026 10:20:30 +0800', '2026-11-03T02:20:30.000Z'),
  date('with the wrong weekday', 'Mon, 3 Nov 2026 10:20:30 +0800', '2026-11-03T02:20:30.000Z'),
  date('with a named zone', 'Tue, 3 Nov 2026 10:20:30 GMT', '2026-11-03T10:20:30.000Z'),
  date('with an American zone', 'Tue, 3 Nov 2026 10:20:30 EST', '2026-11-03T15:20:30.000Z'),
  date('with an unknown zone', 'Tue, 3 Nov 2026 10:20:30 -0000', '2026-11-03T10:20:30.000Z'),
  date('with a year of two digits', 'Tue, 3 Nov 26 10:20:30 +0800', '2026-11-03T02:20:30.000Z'),
  date('without seconds', 'Tue, 3 Nov 2026 10:20 +0800', '2026-11-03T02:20:00.000Z'),
  date('in ISO form', '2026-11-03T10:20:30+08:00', '2026-11-03T02:20:30.000Z'),
  date('folded', 'Tue, 3 Nov 2026\n 10:20:30 +0800', '2026-11-03T02:20:30.000Z'),
  date('nonsense', 'yesterday', null),
  date('empty', '', null),
  date('before mail existed', 'Thu, 1 Jan 1903 00:00:00 +0000', null),
  date('beyond the calendar', 'Tue, 3 Nov 99999 10:20:30 +0000', null),
  date('of impossible hours', 'Tue, 3 Nov 2026 99:20:30 +0000', null),
]

const ids: readonly CorpusMail[] = [
  { name: 'no Message-ID', raw: () => mail('Subject: x', 'Hi'), expected: { text: 'Hi' } },
  {
    name: 'a Message-ID without brackets',
    raw: () => mail('Message-ID: abc@outside.example', 'Hi'),
    expected: { text: 'Hi' },
  },
  {
    name: 'a Message-ID of a kilobyte',
    raw: () => mail(`Message-ID: <${'a'.repeat(1_000)}@b>`, 'Hi'),
    expected: { text: 'Hi' },
  },
  { name: 'two Message-IDs', raw: () => mail('Message-ID: <a@b>\nMessage-ID: <c@d>', 'Hi'), expected: { text: 'Hi' } },
  {
    name: 'References that are prose',
    raw: () => mail('References: your mail of Tuesday', 'Hi'),
    expected: { text: 'Hi' },
  },
]

export const headerMails: readonly CorpusMail[] = [...senders, ...others, ...subjects, ...dates, ...ids]
