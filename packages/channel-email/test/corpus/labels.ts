/** Labels that lie or are missing, text cut where no text should be cut, and words encoded in ways no standard allows. */
import {
  base64,
  type CorpusMail,
  mail,
  multipart,
  multipartMail,
  part,
  quotedPrintable,
  sender,
  word,
} from './compose.ts'
import { encode } from './encode.ts'

const asked = '你好，我的提现没有到账，请帮忙查一下。谢谢！'
const plain = (charset: string) => `Content-Type: text/plain; charset=${charset}\nContent-Transfer-Encoding: 8bit`
const body = (name: string, headers: string, bytes: Buffer, text: string): CorpusMail => ({
  name,
  raw: () => mail(headers, bytes, '\n'),
  expected: { text },
})

const bodies: readonly CorpusMail[] = [
  body('GBK without any header', 'Subject: x', encode('gbk', asked), asked),
  body('GBK that calls itself us-ascii', plain('us-ascii'), encode('gbk', asked), asked),
  body('GBK that calls itself UTF-8', plain('utf-8'), encode('gbk', asked), asked),
  body('GBK that calls itself Latin-1', plain('iso-8859-1'), encode('gbk', asked), asked),
  body(
    'GB18030 that calls itself GB2312',
    plain('gb2312'),
    encode('gb18030', '我叫李㼆，住在𠮷林'),
    '我叫李㼆，住在𠮷林',
  ),
  body('UTF-8 that calls itself GBK', plain('gbk'), encode('utf-8', asked), asked),
  body('UTF-8 that calls itself Latin-1', plain('iso-8859-1'), encode('utf-8', 'Grüße 👍'), 'Grüße 👍'),
  body(
    'UTF-8 that calls itself windows-1252',
    plain('windows-1252'),
    encode('utf-8', 'naïve – “quoted”'),
    'naïve – “quoted”',
  ),
  body('UTF-8 that calls itself us-ascii', plain('us-ascii'), encode('utf-8', asked), asked),
  body('UTF-8 that calls itself unknown-8bit', plain('unknown-8bit'), encode('utf-8', asked), asked),
  body('UTF-8 that calls itself x-user-defined', plain('x-user-defined'), encode('utf-8', asked), asked),
  body('UTF-8 under a label nobody knows', plain('klingon-1'), encode('utf-8', asked), asked),
  body(
    'Latin-1 that calls itself UTF-8',
    plain('utf-8'),
    encode('latin1', 'Schöne Grüße aus Köln'),
    'Schöne Grüße aus Köln',
  ),
  body('Latin-1 without a label', 'Subject: x', encode('latin1', 'Schöne Grüße aus Köln'), 'Schöne Grüße aus Köln'),
  body(
    'windows-1251 without a label',
    'Subject: x',
    encode('windows-1251', 'Здравствуйте, вывод средств не пришёл'),
    'вывод средств не пришёл',
  ),
  body(
    'KOI8-R without a label',
    'Subject: x',
    encode('koi8-r', 'Здравствуйте, вывод средств не пришёл'),
    'вывод средств не пришёл',
  ),
  body('ISO-2022-JP without a label', 'Subject: x', encode('iso-2022-jp', '出金できません'), '出金できません'),
  body('UTF-8 with a byte order mark', plain('gb2312'), Buffer.from(`\uFEFF${asked}`), asked),
  body('two bytes that fit GBK and UTF-8', plain('gbk'), encode('gbk', '联通'), '联通'),
  body(
    'Big5 with Hong Kong letters under the plain label',
    plain('big5'),
    encode('big5-hkscs', '嘅咗喺度'),
    '嘅咗喺度',
  ),
  body('Shift_JIS with half-width katakana', plain('shift_jis'), encode('shift_jis', 'ｶﾀｶﾅです'), 'ｶﾀｶﾅです'),
  body('a charset in quotes and capitals', plain('"GB2312"'), encode('gb2312', asked), asked),
  body('a charset with a blank before it', 'Content-Type: text/plain; charset= gb2312', encode('gb2312', asked), asked),
  body('a charset without a content type', 'Content-Type: charset=gb2312', encode('gb2312', asked), asked),
  body(
    'UTF-8 cut inside its last character',
    plain('utf-8'),
    encode('utf-8', asked).subarray(0, -2),
    '你好，我的提现没有到账',
  ),
  body(
    'GBK cut inside its last character',
    plain('gbk'),
    encode('gbk', asked).subarray(0, -1),
    '你好，我的提现没有到账',
  ),
]

/** Other names of the same character sets, as programs write them. */
const names: readonly CorpusMail[] = (
  [
    ['x-gbk', 'gbk', asked],
    ['GB2312_CHARSET', 'gbk', asked],
    ['gb18030-2000', 'gb18030', '住在𠮷林'],
    ['iso-ir-58', 'gbk', '陳鎔基'],
    ['cp950', 'big5', '提現沒有到帳'],
    ['big5-eten', 'big5', '提現沒有到帳'],
    ['x-sjis', 'shift_jis', '出金できません'],
    ['MS_Kanji', 'shift_jis', '出金できません'],
    ['cp50220', 'iso-2022-jp', '出金できません'],
    ['ujis', 'euc-jp', '出金できません'],
    ['x-windows-949', 'cp949', '똠방각하'],
    ['cp1251', 'windows-1251', 'Вывод средств'],
    ['win-1251', 'windows-1251', 'Вывод средств'],
    ['x-mac-cyrillic', 'maccyrillic', 'Вывод средств'],
    ['ibm850', 'cp850', 'Schöne Grüße'],
    ['x-windows-874', 'windows-874', 'ยังไม่ได้รับเงิน'],
    ['"utf-8;"', 'utf-8', asked],
    ['utf8mb4', 'utf-8', asked],
  ] as const
).map(([label, charset, words]) => body(`the name ${label}`, plain(label), encode(charset, words), words))

const transfers: readonly CorpusMail[] = [
  {
    name: 'quoted-printable cut inside a character',
    raw: () =>
      mail(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
        `${quotedPrintable(Buffer.from('退款没有到账')).slice(0, -2)}`,
      ),
    expected: { text: '退款没有到' },
  },
  {
    name: 'quoted-printable whose soft line breaks divide a character',
    raw: () =>
      mail(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable',
        quotedPrintable(Buffer.from(asked)).replaceAll('=E8', '=E8=\n'),
      ),
    expected: { text: asked },
  },
  {
    name: 'quoted-printable that is none',
    raw: () => mail('Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable', 'a=b and 100 %=zz'),
    expected: { text: 'a=b and 100 %=zz' },
  },
  {
    name: 'base64 with blanks and stars in it',
    raw: () =>
      mail(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
        base64(asked.repeat(10)).replace(/(.{40})/g, '$1 *'),
      ),
    expected: { text: asked },
  },
  {
    name: 'base64 without its padding',
    raw: () =>
      mail(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
        base64('Where is my money').replace(/=+$/, ''),
      ),
    expected: { text: 'Where is my money' },
  },
  {
    name: 'base64 in two padded pieces',
    raw: () =>
      mail(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
        `${base64('Where is')}\n${base64(' my money')}`,
      ),
    expected: { text: 'Where is my money' },
  },
  {
    name: 'plain text that calls itself base64',
    raw: () =>
      mail('Content-Type: text/plain\nContent-Transfer-Encoding: base64', 'Where is my money? Please look, soon.'),
    expected: { text: 'Where is my money? Please look, soon.' },
  },
  {
    name: 'base64 with a signature line a mailing list added',
    raw: () =>
      mail(
        'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64',
        `${base64(asked.repeat(20))}\n`,
      ),
    expected: { text: asked },
  },
  {
    name: 'a misspelt transfer encoding',
    raw: () => mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: Base-64', base64(asked)),
    expected: { text: asked },
  },
  {
    name: 'a transfer encoding with a comment',
    raw: () => mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64 (MIME)', base64(asked)),
    expected: { text: asked },
  },
  {
    name: 'a transfer encoding nobody knows',
    raw: () => mail('Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: x-secret', asked),
    expected: { text: asked },
  },
]

const htmlLabels: readonly CorpusMail[] = [
  {
    name: 'HTML that alone knows its character set',
    raw: () => mail('Content-Type: text/html', encode('gbk', `<meta charset="gbk"><p>${asked}</p>`)),
    expected: { text: asked, html: true },
  },
  {
    name: 'HTML with an old meta tag, in Big5',
    raw: () =>
      mail(
        'Content-Type: text/html',
        encode('big5', '<meta http-equiv="Content-Type" content="text/html; charset=big5"><p>提現沒有到帳</p>'),
      ),
    expected: { text: '提現沒有到帳', html: true },
  },
  {
    name: 'HTML in windows-1251 that alone knows it',
    raw: () =>
      mail('Content-Type: text/html', encode('windows-1251', '<meta charset=windows-1251><p>Деньги не пришли</p>')),
    expected: { text: 'Деньги не пришли', html: true },
  },
  {
    name: 'HTML whose meta tag lies about its UTF-8',
    raw: () => mail('Content-Type: text/html', `<meta charset="iso-8859-1"><p>${asked}</p>`),
    expected: { text: asked, html: true },
  },
]

const headers: readonly CorpusMail[] = [
  {
    name: 'encoded words split inside a UTF-8 character',
    raw: () => {
      const bytes = Buffer.from('提现没有到账')
      return mail(
        `Subject: ${word('utf-8', 'B', bytes.subarray(0, 4))}\n ${word('utf-8', 'B', bytes.subarray(4))}`,
        'Hi',
      )
    },
    expected: { subject: '提现没有到账' },
  },
  {
    name: 'encoded words split inside a GBK character, one in Q and one in B',
    raw: () => {
      const bytes = encode('gbk', '提现没有到账')
      return mail(`Subject: ${word('gbk', 'Q', bytes.subarray(0, 5))} ${word('GBK', 'B', bytes.subarray(5))}`, 'Hi')
    },
    expected: { subject: '提现没有到账' },
  },
  {
    name: 'ISO-2022-JP words split between an escape and its end',
    raw: () => {
      const bytes = encode('iso-2022-jp', '出金できません')
      return mail(
        `Subject: ${word('iso-2022-jp', 'B', bytes.subarray(0, 9))}\n\t${word('iso-2022-jp', 'B', bytes.subarray(9))}`,
        'Hi',
      )
    },
    expected: { subject: '出金できません' },
  },
  {
    name: 'GB18030 in words that call themselves GB2312',
    raw: () => mail(`Subject: ${word('gb2312', 'B', encode('gb18030', '李㼆，𠮷林'))}`, 'Hi'),
    expected: { subject: '李㼆，𠮷林' },
  },
  {
    name: 'GBK in words that call themselves UTF-8',
    raw: () => mail(`Subject: ${word('utf-8', 'B', encode('gbk', asked))}`, 'Hi'),
    expected: { subject: asked },
  },
  {
    name: 'encoded words in quotes',
    raw: () => mail(`From: "${word('utf-8', 'B', Buffer.from('李梅'))}" <${sender}>\nSubject: x`, 'Hi'),
    expected: { from: sender, name: '李梅' },
  },
  {
    name: 'an encoded word in the middle of a word',
    raw: () => mail(`Subject: Re:${word('utf-8', 'Q', Buffer.from('提现'))}!`, 'Hi'),
    expected: { subject: 'Re:提现!' },
  },
  {
    name: 'an encoded word with blanks and a question mark in it',
    raw: () => mail('Subject: =?utf-8?Q?Where is my_money? Gr=C3=BC=C3=9Fe?=', 'Hi'),
    expected: { subject: 'Where is my money? Grüße' },
  },
  {
    name: 'an encoded word with a language',
    raw: () => mail('Subject: =?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=', 'Hi'),
    expected: { subject: 'Grüße' },
  },
  {
    name: 'an encoded word that never ends',
    raw: () => mail('Subject: =?utf-8?B?5o+Q546w', 'Hi'),
    expected: { subject: '=?utf-8?B?5o+Q546w' },
  },
  {
    name: 'an encoded word that hides an address',
    raw: () => mail(`From: ${word('utf-8', 'B', Buffer.from('"CEO" <ceo@bank.example>,'))} <${sender}>`, 'Hi'),
    expected: { from: sender, name: null },
  },
  {
    name: 'an encoded word with line breaks in it',
    raw: () => mail(`Subject: ${word('utf-8', 'B', Buffer.from('a\r\nBcc: x@y.example'))}`, 'Hi'),
    expected: { subject: 'a Bcc: x@y.example' },
  },
  {
    name: 'bare GBK in subject and name',
    raw: () => mail(encode('gbk', `From: 李梅 <${sender}>\nSubject: 提现没有到账，请帮忙`), encode('gbk', asked)),
    expected: { name: '李梅', subject: '提现没有到账，请帮忙', text: asked },
  },
  {
    name: 'bare Big5 in the subject, named by the body',
    raw: () =>
      mail(encode('big5', 'Subject: 提現沒有到帳\nContent-Type: text/plain; charset=big5'), encode('big5', '請幫忙')),
    expected: { subject: '提現沒有到帳', text: '請幫忙' },
  },
  {
    name: 'bare UTF-8 in subject and name',
    raw: () => mail(`From: 李梅 <${sender}>\nSubject: 提现没有到账`, 'Hi'),
    expected: { name: '李梅', subject: '提现没有到账' },
  },
  {
    name: 'bare Latin-1 in subject and name',
    raw: () => mail(encode('latin1', `From: Jürgen Müller <${sender}>\nSubject: Grüße`), 'Hi'),
    expected: { name: 'Jürgen Müller', subject: 'Grüße' },
  },
  {
    name: 'a file name in bare GBK',
    raw: () =>
      multipartMail('', 'mixed', [
        part(
          encode(
            'gbk',
            'Content-Type: application/pdf; name="提现凭证.pdf"\nContent-Disposition: attachment; filename="提现凭证.pdf"',
          ),
          'x',
        ),
      ]),
    expected: { files: ['提现凭证.pdf'] },
  },
  {
    name: 'a file name in bare UTF-8',
    raw: () =>
      multipartMail('', 'mixed', [
        part('Content-Type: application/pdf\nContent-Disposition: attachment; filename="提现凭证.pdf"', 'x'),
      ]),
    expected: { files: ['提现凭证.pdf'] },
  },
  {
    name: 'a file name in RFC 2231 pieces, GB18030 under another name',
    raw: () =>
      multipartMail('', 'mixed', [
        part(
          "Content-Type: application/pdf\nContent-Disposition: attachment;\n filename*0*=gb2312''%CC%E1%CF%D6%C6;\n filename*1*=%BE%D6%A4%95%30;\n filename*2*=%9F%36.pdf",
          'x',
        ),
      ]),
    expected: {
      files: [
        `提现凭证${encode('gb18030', '').toString()}${new TextDecoder('gb18030').decode(Buffer.from([0x95, 0x30, 0x9f, 0x36]))}.pdf`,
      ],
    },
  },
  {
    name: 'a file name in two encoded words across lines',
    raw: () =>
      multipartMail('', 'mixed', [
        part(
          `Content-Type: application/pdf;\n name="${word('gbk', 'B', encode('gbk', '提现凭证'))}\n ${word('gbk', 'B', encode('gbk', '十一月.pdf'))}"\nContent-Disposition: attachment`,
          'x',
        ),
      ]),
    expected: { files: ['提现凭证十一月.pdf'] },
  },
  {
    name: 'each part in a character set of its own',
    raw: () =>
      multipartMail('', 'mixed', [
        multipart('alternative', 'inner', [
          part('Content-Type: text/plain; charset=gbk', encode('gbk', '提现没有到账')),
          part('Content-Type: text/html; charset=big5', encode('big5', '<p>提現沒有到帳</p>')),
        ]),
        part('Content-Type: text/plain; charset=iso-2022-jp', encode('iso-2022-jp', '出金できません')),
      ]),
    expected: { html: true, text: '出金できません' },
  },
]

export const labelMails: readonly CorpusMail[] = [...bodies, ...names, ...transfers, ...htmlLabels, ...headers]
