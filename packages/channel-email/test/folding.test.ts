/** Quoted history and signatures are folded as mail programs write them, and nothing else is. One fixture a program and language. */
import type { InboundMessage } from '@cordboard/core/message'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { normalise } from '../src/normalise.ts'
import { foldStart } from '../src/quoting.ts'
import { withoutQuotes } from '../src/quoting-html.ts'
import { sanitise } from '../src/sanitise.ts'

type Fixture = { name: string; body: string }

const foldHere = '<<fold>>\n'

function fixtures(file: string): Fixture[] {
  const all = readFileSync(new URL(`../fixtures/folding/${file}`, import.meta.url), 'utf8')
  return all
    .split(/^=== /m)
    .slice(1)
    .map((one) => ({ name: one.slice(0, one.indexOf('\n')), body: one.slice(one.indexOf('\n') + 1) }))
}

/** As an answer to a mail of ours. */
function read(body: string, type: 'plain' | 'html'): Promise<InboundMessage> {
  const head = `From: Mei <mei@outside.example>\nSubject: Re: Withdrawal\nIn-Reply-To: <r@desk.example>\nMessage-ID: <m@outside.example>`
  return readWith(head, body, type)
}

/** As a colleague sends it on. */
function forwardedIn(
  body: string,
  { subject, type }: { subject: string; type: 'plain' | 'html' },
): Promise<InboundMessage> {
  const encoded = `=?utf-8?B?${Buffer.from(subject).toString('base64')}?=`
  return readWith(`From: Kim <kim@desk.example>\nSubject: ${encoded}\nMessage-ID: <f@desk.example>`, body, type)
}

async function readWith(head: string, body: string, type: 'plain' | 'html'): Promise<InboundMessage> {
  const raw = `${head}\nContent-Type: text/${type}; charset=utf-8\nContent-Transfer-Encoding: base64\n\n`
  const encoded = Buffer.from(body.replaceAll('\n', '\r\n')).toString('base64').replace(/.{76}/g, '$&\n')
  return readRaw(raw + encoded)
}

async function readRaw(raw: string): Promise<InboundMessage> {
  const bytes = Buffer.from(raw.replaceAll('\n', '\r\n'))
  const [event] = await normalise(
    { bytes, mediaType: 'message/rfc822', key: 'k', receivedAt: new Date(0) },
    { keys: ['support@desk.example'], displayName: null },
  )
  if (event?.kind !== 'message') throw new Error('no message')
  return event
}

const words = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replace(/\s+/g, ' ')
    .trim()

describe.each(['text-english.txt', 'text-chinese.txt', 'text-elsewhere.txt', 'text-uncut.txt'])('%s', (file) => {
  test.each(fixtures(file))('$name', async ({ body }) => {
    const [above = '', below] = body.split(foldHere)
    const mail = (await read(body.replace(foldHere, ''), 'plain')).body
    const visible = mail.textFold === null ? null : mail.text.slice(0, mail.textFold).trim()
    expect(visible).toBe(below === undefined ? null : above.trim())
    // All of it is still there.
    expect(mail.text.trim()).toBe(body.replace(foldHere, '').trim())
  })
})

describe.each(['html-replies.txt', 'html-signatures.txt', 'html-uncut.txt'])('%s', (file) => {
  test.each(fixtures(file))('$name', async ({ body }) => {
    const [, expected = '', html = ''] = /^visible: (.*)\n([^]*)$/.exec(body) ?? []
    const mail = (await read(html, 'html')).body
    expect(mail.foldedHtml === null ? 'all' : words(mail.foldedHtml)).toBe(expected)
    expect(words(mail.html ?? '').length).toBeGreaterThan(mail.foldedHtml === null ? 0 : expected.length)
    // What is cut out leaves a whole document behind.
    expect(tagBalance(mail.foldedHtml ?? '')).toEqual([])
  })
})

describe('whatever a mail holds', () => {
  const marks =
    `<div>|</div>|<p>|</p>|<blockquote>|</blockquote>|<blockquote type="cite">|<div class="gmail_quote">|<div class="gmail_attr">|
    <div id="Signature">|<div id="divRplyFwdMsg">|<br id="lineBreakAtBeginningOfSignature">|<b>|</b>|<span>|<br>|<hr>|<a name="_MailAutoSig">|
    <table><tr><td>|</td></tr></table>`.split(/\|\s*/)
  const lines =
    `one|two|--|-- |> quoted|>|On 3 Nov 2026 at 10:12, a@b.example wrote:|From: a@b.example|Sent: today|To: x|Subject: x|
-----Original Message-----|Sent from my iPhone|Best regards,|Phone: +44 20 7946 0000|www.a.example|------|This e-mail is confidential and
 intended solely for the individual to whom it is addressed, and for nobody else.`
      .replaceAll('\n', '')
      .split('|')

  test('what is left of its HTML is whole, in order, and something', () => {
    const bare = (html: string) => html.replace(/<[^>]*>|\s/g, '')
    const html = fc.array(fc.constantFrom(...marks, ...lines.filter((line) => !line.startsWith('>'))), {
      maxLength: 40,
    })
    fc.assert(
      fc.property(html, fc.boolean(), (pieces, isReply) => {
        const safe = sanitise(pieces.join('')).html
        const folded = withoutQuotes(safe, { isReply })
        if (folded === null) return
        expect(tagBalance(folded)).toEqual([])
        expect(bare(folded)).not.toBe('')
        let at = 0
        for (const character of bare(safe)) if (character === bare(folded)[at]) at++
        expect(at).toBe(bare(folded).length)
      }),
      { numRuns: 1_500 },
    )
  })

  test('what is left of its text is whole lines, one of them the writer’s own', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('', ...lines), { maxLength: 25 }), fc.boolean(), (pieces, isReply) => {
        const text = pieces.join('\n')
        const at = foldStart(text, { isReply })
        if (at === null) return
        expect(text[at - 1]).toBe('\n')
        expect(text.slice(0, at).split('\n')).toContainEqual(expect.stringMatching(/^[^>\s]/))
        expect(text.slice(at).trim()).not.toBe('')
      }),
      { numRuns: 1_500 },
    )
  })
})

// Measured beside other programs: what is slow by itself is slow each time.
describe('time grows with the length, not faster', { retry: 2 }, () => {
  const hostile: [string, string][] = [
    ['attributions', 'On 3 Nov 2026 at 10:12, Support wrote:\n'],
    ['half attributions', 'Am 3. schrieb '],
    ['header fields', 'From: a@b.example\nTo: c\n'],
    ['quotes of forwarded mails', '> -- Forwarded message --\n'],
    ['addresses', 'a@b.'],
    ['dashes', '-----'],
    ['delimiters', '--\n'],
    ['closings', 'Best regards,\nPhone: 1\n'],
    ['disclaimers', 'confidential '],
    ['devices', 'Sent from my iPhone\n'],
    ['blanks', ' \n'],
  ]
  test.each(hostile)('text of %s', (_, unit) => {
    const time = (bytes: number) => {
      const text = `answer\n${unit.repeat(Math.ceil(bytes / unit.length))}`
      return fastest(() => foldStart(text, { isReply: true }))
    }
    expect(time(400_000)).toBeLessThan(250 + time(100_000) * 12)
  })
  const html: [string, string][] = [
    ['attributions', '<p>On 3 Nov 2026 at 10:12, Support &lt;a@b.example&gt; wrote:</p>'],
    ['blockquotes', '<blockquote>3 Nov 2026 10:12 a@b.example wrote:</blockquote>'],
    ['quotes', '<div data-quote="answers"><div data-quote="block">x</div>y</div>'],
    ['header fields', '<p>From: a@b.example</p>'],
    ['closings', '<p>--</p><p>x</p>'],
    ['signatures', '<div data-quote="signature">x</div>'],
    ['one long line', '<b>x:</b>'],
  ]
  test.each(html)('HTML of %s', (_, unit) => {
    const time = (bytes: number) => {
      const safe = `<p>answer</p>${unit.repeat(Math.ceil(bytes / unit.length))}`
      return fastest(() => withoutQuotes(safe, { isReply: true }))
    }
    expect(time(400_000)).toBeLessThan(250 + time(100_000) * 12)
  })
  test('HTML nested as deep as the sanitiser lets it', () => {
    const time = (lines: number) =>
      fastest(() =>
        withoutQuotes(`${'<div>'.repeat(250)}${'<p>On 3 Nov 2026 at 10:12, a@b.example wrote:</p>'.repeat(lines)}`, {
          isReply: true,
        }),
      )
    expect(time(4_000)).toBeLessThan(250 + time(1_000) * 12)
  })
})

/** Milliseconds; the best of three, for other programs run as well. */
function fastest(run: () => void): number {
  const times = [0, 1, 2].map(() => {
    const startedAt = performance.now()
    run()
    return performance.now() - startedAt
  })
  return Math.min(...times)
}

describe.each(['forwards.txt'])('%s', (file) => {
  test.each(fixtures(file))('$name', async ({ body }) => {
    const [, author, subject = '', type, text = ''] =
      /^author: (.*)\nsubject: (.*)\ntype: (plain|html)\n([^]*)$/.exec(body) ?? []
    const mail = await forwardedIn(text, { subject, type: type === 'html' ? 'html' : 'plain' })
    const from = mail.forwardedFrom
    expect(from && (from.displayName === null ? from.key : `${from.displayName} <${from.key}>`)).toBe(
      author === 'nobody' ? null : author,
    )
    expect(mail.marks).toEqual(author === 'nobody' && subject.startsWith('Re:') ? [] : ['forwarded'])
    if (mail.marks.length > 0) expect(mail.body).toMatchObject({ textFold: null, foldedHtml: null })
  })
})

test('a mail attached whole is a mail passed on', async () => {
  const inner = 'From: =?utf-8?B?6ZmI5qKF?= <Mei@outside.example>\nSubject: Withdrawal\n\nWhere is my money?\n'
  const raw = (about: string) =>
    `From: Kim <kim@desk.example>\n${about}\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nFor you.\n--b\nContent-Type: message/rfc822\nContent-Disposition: attachment\n\n${inner}\n--b--\n`
  const mail = await readRaw(raw('Subject: Withdrawal'))
  expect(mail).toMatchObject({
    marks: ['forwarded'],
    forwardedFrom: { key: 'mei@outside.example', displayName: '陈梅' },
  })
  expect(mail.body.text.trim()).toBe('For you.')
  // A name that looks like another address would be read as one.
  const posing = raw('Subject: Withdrawal').replace('=?utf-8?B?6ZmI5qKF?=', '"support@desk.example"')
  expect((await readRaw(posing)).forwardedFrom).toMatchObject({ key: 'mei@outside.example', displayName: null })
  // Enclosed in an answer it is evidence.
  expect((await readRaw(raw('Subject: Re: Withdrawal'))).forwardedFrom).toBeNull()
})

/** Elements that are closed but not open, or open and never closed. */
function tagBalance(html: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  for (const [, slash, name = '', end] of html.matchAll(/<(\/?)([a-z0-9]+)\b[^>]*?(\/?)>/g)) {
    if (end === '/') continue
    if (slash === '') open.push(name)
    else if (open.pop() !== name) wrong.push(name)
  }
  return [...wrong, ...open]
}
