/** Attackers who want the agent to read other words than the mail holds, or to search, quote and answer words nobody sees. */
import { describe, expect, it } from 'vitest'
import { sanitise } from '../../src/sanitise.ts'
import { readMail } from './read-mail.ts'

const htmlMail = ['From: me@evil.example', 'Content-Type: text/html; charset=utf-8']

describe('an attacker who wants the agent to read other words', () => {
  it.each([
    ['words made by a style sheet', '<style>b::before{content:"900"}</style><b>100</b>'],
    ['words made by a style attribute', '<b style="content:\'900\'">100</b>'],
    ['characters turned round by a tag', '<bdo dir="rtl">001</bdo>'],
    ['characters turned round by a style', '<b style="unicode-bidi:bidi-override;direction:rtl">001</b>'],
    ['characters turned round by themselves', '<b>\u202e001\u202c</b><i>&#x202E;001&#8237;</i>'],
    ['letters of another case', '<b style="text-transform:uppercase">bc1qxy</b>'],
    ['letters on top of each other', '<b style="letter-spacing:-1em">100900</b><i style="word-spacing: -99px">a b</i>'],
    ['lines on top of each other', '<p style="line-height:0">100<br>900</p><p style="line-height:1%">1</p>'],
    ['words pulled over others', '<p style="margin-top:-40px;text-indent:-999px;position:absolute;left:0">900</p>'],
    ['words moved by a transformation', '<p style="transform:scaleX(-1);clip-path:inset(0)">100</p>'],
    ['a picture in place of words', '<p style="background:url(https://evil.example/900.png)">100</p>'],
  ])('%s: nothing of it is left', (_, html) => {
    const { html: safe } = sanitise(html)
    expect(safe).not.toMatch(
      /<style|content\s*:|bdo|bidi|direction|\u202d|\u202e|text-transform|spacing\s*:\s*-|line-height|-40px|-999px|position|transform|clip|url\(/i,
    )
    expect(sanitise(safe).html).toBe(safe)
  })

  it.each([
    ['too small', 'font-size:0'],
    ['too small in a shorthand', 'font:0/0 a'],
    ['too small by a unit', 'font-size:.1em'],
    ['too faint', 'opacity:0.01'],
    ['without colour', 'color:transparent'],
    ['of a colour nobody sees', 'color:rgba(0,0,0,0)'],
    ['moved out of the page', 'position:absolute;left:-9999px'],
    ['invisible', 'visibility:hidden'],
    ['collapsed', 'max-height:0;overflow:hidden'],
  ])('words that are %s are seen, or are not there', async (_, style) => {
    const mail = await readMail(htmlMail, undefined, `<p>Hello</p><p style="${style}">secret words</p>`)
    expect(mail.body.text).toContain('secret words')
    expect(mail.body.html).toContain('secret words')
    expect(mail.body.html).not.toMatch(/font|opacity|color|position|visibility|overflow/)
  })

  it('words that are not shown at all are neither searched nor quoted', async () => {
    const mail = await readMail(htmlMail, undefined, '<p>Hello</p><p style="display : NONE">secret words</p><p>Bye</p>')
    expect(mail.body.text).toBe('Hello\n\nBye')
  })

  it('the text beside the HTML cannot turn round either', async () => {
    expect((await readMail(['From: me@evil.example'], undefined, 'pay \u202e001\u202c now')).body.text).not.toMatch(
      /\u202e/,
    )
  })

  it('an ordinary mail keeps its looks', () => {
    const ordinary =
      '<p style="font-size:14px;line-height:1.5;color:#fff;background-color:#1a73e8;font:12px Arial;letter-spacing:1px">Hi</p>'
    expect(sanitise(ordinary).html).toBe(ordinary)
  })
})
