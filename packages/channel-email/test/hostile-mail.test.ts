import type { InboundEvent } from '@cordboard/core/message'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from '../src/normalise.ts'
import { sanitise } from '../src/sanitise.ts'

const head = 'From: a@b.example\r\nSubject: s\r\nMessage-ID: <x@y.example>\r\n'

async function read(bytes: Uint8Array): Promise<InboundEvent[]> {
  return normalise(
    { bytes, mediaType: 'message/rfc822', key: 'k', receivedAt: new Date(0) },
    { keys: ['a@b.example'], displayName: null },
  )
}

describe('any bytes give one visible entry', () => {
  const headerLine = fc.oneof(
    fc.constantFrom(
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/html',
      'Content-Transfer-Encoding: base64',
      'Subject: =?gbk?B?xOO6w',
      'From: "\u0000',
      'Date: 99',
      '--b',
      '--b--',
      '',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  test('random bytes and random mails', { timeout: 30_000 }, async () => {
    const mail = fc.array(headerLine, { maxLength: 30 }).map((lines) => Buffer.from(lines.join('\r\n')))
    await fc.assert(
      fc.asyncProperty(fc.oneof(mail, fc.uint8Array({ maxLength: 600 })), async (bytes) => {
        const [event, ...more] = await read(bytes)
        expect(more).toEqual([])
        expect(event?.externalId.length).toBeGreaterThan(8)
        expect(JSON.stringify(event)).not.toContain('\\u0000')
        expect(await read(bytes)).toEqual([event])
      }),
      { numRuns: 400 },
    )
  })
})

describe('the sanitiser', () => {
  const vectors = [
    '<script>alert(1)</script>x',
    '<img src=x onerror=alert(1)>',
    '<svg><script>alert(1)</script></svg>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="\u0001javascript:alert(1)">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="/settings">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<form action="https://evil.example"><input></form>',
    '<div style="position:fixed;top:0;background:url(https://evil.example/p)">x</div>',
    '<div style="background:\\75rl(https://evil.example)">x</div>',
    '<div style="width:expression(alert(1))">x</div>',
    '<p style="margin-top:-200px">x</p>',
    '<img src="https://evil.example/pixel.gif">',
    '<img src="//evil.example/pixel.gif" srcset="https://evil.example/2x">',
    '<img data-remote-src="javascript:alert(1)" src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<link rel=stylesheet href="https://evil.example"><style>@import "https://evil.example"</style>',
    '<meta http-equiv=refresh content="0;url=https://evil.example"><base href="https://evil.example">',
    '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    '<video src="https://evil.example" autoplay></video><object data="https://evil.example"></object>',
    '<table background="https://evil.example/b.png"><tr><td>x</td></tr></table>',
  ]
  test.each(vectors)('leaves nothing that runs, loads, overlays or posts: %s', (html) => {
    const safe = sanitise(html).html
    expect(safe).not.toMatch(
      /script|onerror|expression|position|url\(|\\|<(?:svg|math|iframe|form|input|link|style|meta|base|video|object)/i,
    )
    expect(safe).not.toMatch(/(?:\ssrc|srcset|background|href)="(?!cid:|https?:\/\/|mailto:|tel:)/i)
    expect(safe).not.toMatch(/\ssrc="(?:https?:)?\/\//)
    expect(safe).not.toMatch(/margin-top|href="\//)
  })

  test('keeps a remote image’s address where no browser looks for it', () => {
    expect(sanitise('<img src="//e.example/a.png" alt="A">')).toMatchObject({
      html: '<img alt="A" data-remote-src="https://e.example/a.png" />',
      remoteImages: 1,
    })
  })

  test('links open elsewhere and tell nobody whence', () => {
    expect(sanitise('<a href="https://e.example/?a=1&b=2">x</a>').html).toBe(
      '<a href="https://e.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">x</a>',
    )
  })

  test('brings nothing together that no parser leaves nested', () => {
    const safe = sanitise('<p>a<math><mtext><table><tr><td>b</td></tr></table></mtext></math></p>').html
    expect(sanitise(safe).html).toBe(safe)
    expect(safe).toBe('<p>a</p><table><tr><td>b</td></tr></table><p></p>')
  })

  test('sanitising twice changes nothing', { timeout: 30_000 }, () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...vectors,
        '<b>',
        '</b>',
        '<table><tr><td>',
        '<blockquote type="cite">',
        '<div class="gmail_quote">',
        '&lt;',
        '&',
        '"',
        '<!--',
        '<pre>',
      ),
      fc.string({ maxLength: 12 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = sanitise(pieces.join('')).html
        expect(sanitise(once).html).toBe(once)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('no mail takes long', () => {
  const html: Record<string, string> = {
    'deep nesting': '<b>'.repeat(200_000),
    'deep nesting with idle closings': '<b></x>'.repeat(100_000),
    'quotes in quotes': '<div class="gmail_quote">x'.repeat(20_000),
    'answers between quotes': `<div class="gmail_quote">${'<blockquote type="cite">q</blockquote>a'.repeat(20_000)}`,
    'no-break spaces': '\u00a0 '.repeat(300_000),
    'two thousand links': Array.from(
      { length: 2_000 },
      (_, index) => `<a href="https://e.example/${index}">link</a>`,
    ).join(' '),
    'long styles': `<p style="${'color:red;'.repeat(50_000)}">x</p>`,
    'open tags': '<a '.repeat(300_000),
  }
  test.each(Object.entries(html))('HTML: %s', async (_, body) => {
    await expectBrisk(Buffer.from(`${head}Content-Type: text/html; charset=utf-8\r\n\r\n${body}`))
  })

  const raw: Record<string, string> = {
    'a date of brackets': `${head}Date: ${'('.repeat(900_000)}\r\n\r\nx`,
    'references without end': `${head}References: ${'<a@b> '.repeat(150_000)}\r\n\r\nx`,
    'recipients without end': `${head}To: ${'a@b.example, '.repeat(60_000)}\r\n\r\nx`,
    'quote marks': `${head}\r\n${'> a\r\n'.repeat(100_000)}`,
    'almost attributions': `${head}\r\n${'On 2026 wrote\r\n'.repeat(50_000)}`,
    'headers of an older mail, again and again': `${head}\r\n${'From: a\r\nTo: b\r\n\r\n'.repeat(30_000)}`,
  }
  test('boundaries that look like headers, where the character set has to be guessed', async () => {
    const body = '\n--a:b'.repeat(40_000)
    await expectBrisk(Buffer.concat([Buffer.from(`${head}\r\n`), Buffer.from([0xff]), Buffer.from(body)]))
  })

  test.each(Object.entries(raw))('%s', async (_, mail) => {
    await expectBrisk(Buffer.from(mail))
  })

  async function expectBrisk(bytes: Uint8Array): Promise<void> {
    const started = performance.now()
    const events = await read(bytes)
    expect(events).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(5_000)
  }
})
