/** Mail of many parts: what is body, what is file, and under which name. */
import {
  base64,
  bytes,
  type CorpusMail,
  file,
  html,
  mail,
  multipart,
  multipartMail,
  part,
  sender,
  text,
} from './compose.ts'

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)
const image = (id: string) =>
  part(
    `Content-Type: image/png; name=shot.png\nContent-ID: <${id}>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64`,
    base64(png),
  )
const named = (name: string, header: string, expected: string): CorpusMail => ({
  name: `a file name ${name}`,
  raw: () => multipartMail('', 'mixed', [text('Hi'), part(`Content-Type: application/pdf\n${header}`, 'x')]),
  expected: { files: [expected] },
})
const inner = bytes(
  `From: Tom <tom@elsewhere.example>\nSubject: =?utf-8?B?${Buffer.from('合同 A/B').toString('base64')}?=\n\nInner words`,
)

export const structureMails: readonly CorpusMail[] = [
  {
    name: 'plain text',
    raw: () => mail('Content-Type: text/plain', 'Hi there'),
    expected: { text: 'Hi there', html: false, files: [], marks: [] },
  },
  {
    name: 'HTML alone',
    raw: () => mail('Content-Type: text/html', '<h1>Hi</h1><p>there</p>'),
    expected: { text: 'Hi\n\nthere', html: true },
  },
  {
    name: 'text and HTML',
    raw: () => multipartMail('', 'alternative', [text('plain words'), html('<p>styled words</p>')]),
    expected: { text: 'plain words', without: 'plain wordsstyled', html: true, files: [] },
  },
  {
    name: 'HTML before the text',
    raw: () => multipartMail('', 'alternative', [html('<p>styled words</p>'), text('plain words')]),
    expected: { text: 'plain words', html: true },
  },
  {
    name: 'text, HTML and an image of the body',
    raw: () =>
      multipartMail('', 'alternative', [
        text('plain words'),
        multipart('related', 'rel', [html('<p>x<img src="cid:shot@x"></p>'), image('shot@x')]),
      ]),
    expected: { text: 'plain words', html: true, files: [['shot.png', 'image/png', png.length]] },
  },
  {
    name: 'text, then HTML, then text',
    raw: () => multipartMail('', 'mixed', [text('first'), html('<p>second</p>'), text('third')]),
    expected: { text: 'third', html: true },
  },
  {
    name: 'two texts in a row',
    raw: () => multipartMail('', 'mixed', [text('first'), text('second')]),
    expected: { text: 'second', html: false },
  },
  {
    name: 'two HTML parts in a row',
    raw: () => multipartMail('', 'mixed', [html('<p>first</p>'), html('<p>second</p>')]),
    expected: { text: 'second', html: true },
  },
  {
    name: 'a text that is a file',
    raw: () =>
      multipartMail('', 'mixed', [
        text('Hi'),
        part('Content-Type: text/plain; name=log.txt\nContent-Disposition: attachment; filename=log.txt', 'line'),
      ]),
    expected: { text: 'Hi', without: 'line', files: [['log.txt', 'text/plain', 4]] },
  },
  {
    name: 'HTML that is a file',
    raw: () => multipartMail('', 'mixed', [text('Hi'), file('page.html', 'text/html', '<script>alert(1)</script>')]),
    expected: { text: 'Hi', without: 'alert', html: false, files: [['page.html', 'text/html', 25]] },
  },
  {
    name: 'a mail that is one file',
    raw: () => mail('Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64', base64('pdf!')),
    expected: { files: [['a.pdf', 'application/pdf', 4]] },
  },
  {
    name: 'a mail that is one image',
    raw: () => mail('Content-Type: image/png\nContent-Transfer-Encoding: base64', base64(png)),
    expected: { files: [['file.png', 'image/png', png.length]] },
  },
  {
    name: 'files of the same name',
    raw: () =>
      multipartMail('', 'mixed', [file('a.pdf', 'application/pdf', '1'), file('a.pdf', 'application/pdf', '22')]),
    expected: {
      files: [
        ['a.pdf', 'application/pdf', 1],
        ['a.pdf', 'application/pdf', 2],
      ],
    },
  },
  {
    name: 'a file in quoted-printable',
    raw: () =>
      multipartMail('', 'mixed', [
        part(
          'Content-Type: text/csv; name=a.csv\nContent-Disposition: attachment\nContent-Transfer-Encoding: quoted-printable',
          'a=3Bb=\n=3Bc',
        ),
      ]),
    expected: { files: [['a.csv', 'text/csv', 5]] },
  },
  {
    name: 'a file in eight bits, byte for byte',
    raw: () =>
      multipartMail('', 'mixed', [
        part(
          'Content-Type: application/octet-stream; name=a.bin\nContent-Disposition: attachment\nContent-Transfer-Encoding: binary',
          Buffer.from([0, 255, 13, 10, 128, 10, 13, 0]),
        ),
      ]),
    expected: { files: [['a.bin', 'application/octet-stream', 8]] },
  },
  {
    name: 'flowed text',
    raw: () => mail('Content-Type: text/plain; format=flowed; delsp=no', 'one long \nline\n'),
    expected: { text: 'one long line' },
  },
  {
    name: 'flowed GBK',
    raw: () =>
      mail(
        'Content-Type: text/plain; format=flowed; charset=gbk; delsp=yes',
        Buffer.from('c4e3baff200d0ac4e3bac3', 'hex').subarray(0, 4),
        ' \n',
        Buffer.from('c4e3bac3', 'hex'),
      ),
    expected: { text: '你' },
  },
  {
    name: 'a calendar of its own beside HTML',
    raw: () =>
      multipartMail('', 'mixed', [
        html('<p>See you</p>'),
        file('plan.ics', 'text/calendar', 'BEGIN:VCALENDAR\r\nEND:VCALENDAR'),
      ]),
    expected: { text: 'See you', files: ['plan.ics'], marks: [] },
  },
  {
    name: 'a second rendering for watches',
    raw: () =>
      multipartMail('', 'alternative', [
        text('Hi'),
        part('Content-Type: text/watch-html', '<b>Hi</b>'),
        html('<p>Hi</p>'),
      ]),
    expected: { text: 'Hi', files: [] },
  },
  {
    name: 'an enclosed mail takes its subject as its name',
    raw: () => multipartMail('', 'mixed', [text('See below'), part('Content-Type: message/rfc822', inner)]),
    expected: { text: 'See below', without: 'Inner words', files: [['合同 A_B.eml', 'message/rfc822', inner.length]] },
  },
  {
    name: 'an enclosed mail with a name of its own',
    raw: () =>
      multipartMail('', 'mixed', [
        text('See below'),
        part('Content-Type: message/rfc822; name="old.eml"\nContent-Disposition: attachment', inner),
      ]),
    expected: { files: ['old.eml'] },
  },
  {
    name: 'an enclosed mail in base64',
    raw: () =>
      multipartMail('', 'mixed', [
        text('See below'),
        part('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64', base64(inner)),
      ]),
    expected: { files: [['合同 A_B.eml', 'message/rfc822', inner.length]] },
  },
  {
    name: 'an enclosed mail without a subject',
    raw: () => multipartMail('', 'mixed', [part('Content-Type: message/rfc822', 'From: a@b.example\n\nx')]),
    expected: { files: ['message.eml'] },
  },
  {
    name: 'a mail that is nothing but an enclosed mail',
    raw: () => mail('Content-Type: message/rfc822', inner),
    expected: { files: [['合同 A_B.eml', 'message/rfc822', inner.length]] },
  },
  {
    name: 'mails in mails in mails',
    raw: () =>
      multipartMail('', 'mixed', [
        part(
          'Content-Type: message/rfc822',
          bytes('Subject: middle\n', multipart('mixed', 'middle', [part('Content-Type: message/rfc822', inner)])),
        ),
      ]),
    expected: { files: ['middle.eml'] },
  },
  {
    name: 'a file of a name that climbs',
    raw: () => multipartMail('', 'mixed', [file('../../etc/passwd', 'text/plain', 'x')]),
    expected: { files: ['_.._etc_passwd'] },
  },
  named('turned around', `Content-Disposition: attachment; filename="pay\u202Efdp.exe"`, 'payfdp.exe'),
  named('with zero-width characters', 'Content-Disposition: attachment; filename="a\u200B.pdf"', 'a.pdf'),
  named('without quotes, with blanks', 'Content-Disposition: attachment; filename=my own file.pdf', 'my own file.pdf'),
  named('in pieces', 'Content-Disposition: attachment; filename*0="my own "; filename*1="file.pdf"', 'my own file.pdf'),
  named(
    'in pieces out of order',
    'Content-Disposition: attachment; filename*1="file.pdf"; filename*0="my own "',
    'my own file.pdf',
  ),
  named(
    'in two forms',
    "Content-Disposition: attachment; filename=plain.pdf; filename*=utf-8''%E6%8F%90.pdf",
    '提.pdf',
  ),
  named('with half percent signs', "Content-Disposition: attachment; filename*=utf-8''100%.pdf", '100%.pdf'),
  named(
    'of three hundred letters',
    `Content-Disposition: attachment; filename="${'a'.repeat(300)}.pdf"`,
    `${'a'.repeat(196)}.pdf`,
  ),
  named('of nothing', 'Content-Disposition: attachment; filename=""', 'file.pdf'),
  named('of dots', 'Content-Disposition: attachment; filename="..."', 'file'),
  named('that breaks the line', 'Content-Disposition: attachment; filename="a\n b.pdf"', 'a b.pdf'),
  named('given only by Content-Type', 'Content-Disposition: attachment\nX-A: b', 'file.pdf'),
  named('with an apostrophe', `Content-Disposition: attachment; filename="Mei's file.pdf"`, "Mei's file.pdf"),
  {
    name: 'a report of a mail server',
    raw: () =>
      bytes(
        `From: MAILER-DAEMON@outside.example\nSubject: Undelivered\nReturn-Path: <>\n`,
        multipart(
          'report',
          'r',
          [
            text('It failed.'),
            part(
              'Content-Type: message/delivery-status',
              'Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1',
            ),
            part('Content-Type: text/rfc822-headers', 'Message-ID: <r1@desk.example>'),
          ],
          '; report-type=delivery-status',
        ),
      ),
    expected: { kind: 'delivery_report', automation: 'bounce' },
  },
  {
    name: 'a read receipt',
    raw: () =>
      bytes(
        `From: ${sender}\nSubject: Read\n`,
        multipart(
          'report',
          'r',
          [
            text('Read.'),
            part(
              'Content-Type: message/disposition-notification',
              'Original-Message-ID: <r1@desk.example>\nDisposition: manual-action/MDN-sent-manually; displayed',
            ),
          ],
          '; report-type=disposition-notification',
        ),
      ),
    expected: { kind: 'delivery_report', automation: 'report' },
  },
  {
    name: 'an abuse report',
    raw: () =>
      bytes(
        `From: feedback@isp.example\nSubject: Abuse\n`,
        multipart(
          'report',
          'r',
          [
            text('Spam.'),
            part('Content-Type: message/feedback-report', 'Feedback-Type: abuse'),
            part('Content-Type: message/rfc822', inner),
          ],
          '; report-type=feedback-report',
        ),
      ),
    expected: { automation: 'report', files: ['report.txt', '合同 A_B.eml'] },
  },
  {
    name: 'mail of a list',
    raw: () => mail('List-Id: <news.outside.example>\nList-Unsubscribe: <https://outside.example/u>', 'News'),
    expected: { automation: 'bulk' },
  },
  {
    name: 'an absence notice',
    raw: () => mail('Auto-Submitted: auto-replied', 'I am away'),
    expected: { automation: 'auto_reply' },
  },
  {
    name: 'an absence notice known only by its subject',
    raw: () => mail('Subject: 自动回复: 休假', '我在休假'),
    expected: { automation: 'auto_reply' },
  },
]
