/** Attackers who want the desk to say that they are somebody else, or that somebody else is a liar. */
import { describe, expect, it } from 'vitest'
import { atFastmail, atGoogle, atMicrosoft, atOwnServer, atYahoo, readMail, selfAt } from './read-mail.ts'

const bank = 'From: Bank <service@bank.example>'
const taken = 'Received: from mail.bank.example (mail.bank.example [192.0.2.1]) by mx.google.com with ESMTPS id 1'
const inside = 'Received: by 2002:a05:6a10:1234 with SMTP id 2'
const results = (verdicts: string, server = 'mx.google.com') => `Authentication-Results: ${server};\r\n ${verdicts}`
const passed = 'dkim=pass header.i=@bank.example header.s=s; dmarc=pass (p=REJECT) header.from=bank.example'
const proof = async (...mail: Parameters<typeof readMail>) => (await readMail(...mail)).senderProof

describe('what the account’s own provider found', () => {
  it.each([
    ['dmarc passed', passed, 'proven'],
    [
      'dmarc failed',
      'spf=pass smtp.mailfrom=x@bank.example; dmarc=fail (p=REJECT) header.from=bank.example',
      'refuted',
    ],
    [
      'no dmarc, but a signature of the same organisation',
      'dkim=pass header.d=mail.bank.example; dmarc=none',
      'proven',
    ],
    ['no dmarc, but the envelope of the same organisation', 'spf=pass smtp.mailfrom=bounce@bank.example', 'proven'],
    ['a signature of somebody else', 'dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example', 'claimed'],
    ['a signature under the same public suffix', 'dkim=pass header.d=other.example', 'claimed'],
    ['nothing', 'none', 'claimed'],
    ['dmarc could not be asked', 'dmarc=temperror header.from=bank.example', 'claimed'],
  ])('counts: %s', async (_, verdicts, expected) => {
    expect(await proof([inside, taken, results(verdicts), bank], atGoogle)).toBe(expected)
  })

  it('counts at Microsoft, which signs with no name', async () => {
    const hop =
      'Received: from AM9.eurprd.prod.outlook.com (2603::1) by DB5.eurprd.prod.outlook.com with HTTPS; Tue, 3 Nov 2026'
    const edge = 'Received: from mail.bank.example (192.0.2.1) by DB5EUR.mail.protection.outlook.com (10.1.1.1)'
    const verdicts =
      'Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=bank.example; dkim=pass\r\n header.d=bank.example;dmarc=pass action=none\r\n header.from=bank.example;compauth=pass reason=100'
    expect(await proof([hop, verdicts, edge, bank], atMicrosoft)).toBe('proven')
    expect(await proof([hop, edge, verdicts, bank], atMicrosoft)).toBe('claimed')
  })

  // As their headers look: hops inside, each with the address that connected, then the verdict above the line of the sender's server.
  const atYahooInside = ['Received: from 127.0.0.1\r\n by atlas-production.omega.yahoo.com with HTTP; Tue, 3 Nov 2026']
  const atFastmailInside = [
    'Received: from compute5.internal (compute5.nyi.internal [10.202.2.45])\r\n\t by sloti35n02 (Cyrus 3.13) with LMTPA; Tue, 3 Nov 2026',
    'Received: from mx4 ([10.202.2.203])\r\n  by compute5.internal (LMTPProxy); Tue, 3 Nov 2026',
    'Received: from mx4.messagingengine.com (localhost [127.0.0.1])\r\n\tby mailmx.nyi.internal (Postfix) with ESMTP id 1',
    'Received: from mailmx.nyi.internal (localhost [127.0.0.1])\r\n    by mx4.messagingengine.com (Authentication Milter) with ESMTP id 2',
  ]
  const fromBank = 'Received: from mail.bank.example (mail.bank.example [192.0.2.1]) by'
  it.each([
    ['Yahoo', atYahoo, atYahooInside, 'atlas-production.omega.yahoo.com', '10.197.32.1 with SMTPs id 5'],
    ['Fastmail', atFastmail, atFastmailInside, 'mx4.messagingengine.com', 'mx4.messagingengine.com (Postfix) id 3'],
  ])('counts at %s', async (_, self, inner, server, taker) => {
    const edge = `${fromBank} ${taker}`
    expect(await proof([...inner, results(passed, server), edge, bank], self)).toBe('proven')
    expect(await proof([...inner, edge, results(passed, server), bank], self)).toBe('claimed')
    const lies = edge.replace('from mail.bank.example', 'from mx4.internal')
    expect(await proof([...inner, lies, results(passed, server), bank], self)).toBe('claimed')
    const lied = edge.replace('from mail.bank.example', 'from [127.0.0.1]')
    expect(await proof([...inner, lied, results(passed, server), bank], self)).toBe('claimed')
  })

  it('counts at a server of the admin’s choice, and at none where none is chosen', async () => {
    const fields = [
      'Received: from mx.desk.example by mx.desk.example (Dovecot) with LMTP id 3',
      results('dkim=pass header.d=bank.example', 'mx.desk.example'),
      'Received: from mail.bank.example by mx.desk.example (Postfix) with ESMTPS id 4',
      bank,
    ]
    expect(await proof(fields, atOwnServer)).toBe('proven')
    expect(await proof(fields, selfAt())).toBe('claimed')
  })
})

describe('an attacker who wants to be called proven', () => {
  const real = results('spf=none; dmarc=none header.from=bank.example')
  it.each([
    ['brings results of his own below the provider’s', [inside, taken, real, results(passed), bank]],
    ['brings them where the provider wrote none', [inside, taken, 'Received: from a by b', results(passed), bank]],
    ['signs them with another server’s name', [inside, results(passed, 'mx.evil.example'), taken, bank]],
    ['signs them with no name', [inside, `Authentication-Results: ${passed}`, taken, bank]],
    ['signs them with more than the name', [inside, results(passed, 'mx.google.com.evil.example'), taken, bank]],
    ['hides the verdict in a comment', [inside, taken, results(`spf=none (; ${passed})`), bank]],
    ['leaves a comment open', [inside, taken, results(`spf=none (oops ; ${passed}`), bank]],
    [
      'hides it in his envelope address',
      [inside, taken, results(`spf=pass smtp.mailfrom="a; ${passed}"@evil.example`), bank],
    ],
    ['lets the provider judge another From', [inside, taken, results('dmarc=pass header.from=evil.example'), bank]],
    [
      'has two verdicts that differ',
      [inside, taken, results('dmarc=pass header.from=evil.example; dmarc=pass header.from=bank.example'), bank],
    ],
  ])('%s', async (_, fields) => {
    expect(await proof(fields, atGoogle)).toBe('claimed')
  })

  it.each(['localhost', 'mx.desk.example', '[127.0.0.1]', 'a.internal'])(
    'calls himself %s when he connects, to pass for one of the provider’s own hosts',
    async (name) => {
      const fields = [
        `Received: from ${name} (evil [192.0.2.9]) by mx.desk.example with ESMTP id 5`,
        results(passed, 'mx.desk.example'),
        bank,
      ]
      expect(await proof(fields, atOwnServer)).toBe('claimed')
    },
  )

  it.each([
    ['Yahoo', atYahoo, 'mta1.mail.ne1.yahoo.com', 'from 192.0.2.9 (EHLO a.yahoo.com) by 10.197.32.1 with SMTP id 5'],
    [
      'Fastmail',
      atFastmail,
      'mx1.messagingengine.com',
      'from a.messagingengine.com (evil [192.0.2.9]) by mx1.messagingengine.com with ESMTP id 5',
    ],
  ])('calls himself one of the hosts of %s, which writes above the line that says so', async (_, self, server, hop) => {
    const own = results('dkim=none; spf=pass smtp.mailfrom=evil.example; dmarc=none', server)
    expect(await proof([own, `Received: ${hop}`, results(passed, server), bank], self)).toBe('claimed')
    expect(await proof([results(passed, server), `Received: ${hop}`, bank], self)).toBe('proven')
  })

  it('speaks of LMTP in his envelope address, which servers write into their own line', async () => {
    const fields = [
      'Received: from a.evil.example by mx.desk.example with esmtp (Exim) (envelope-from <"a with lmtp b"@evil.example>) id 5',
      results(passed, 'mx.desk.example'),
      bank,
    ]
    expect(await proof(fields, atOwnServer)).toBe('claimed')
  })

  it('cannot undo the verdict of his domain with a second one', async () => {
    const fields = [
      inside,
      taken,
      results('dmarc=fail header.from=bank.example; dmarc=pass header.from=bank.example'),
      bank,
    ]
    expect(await proof(fields, atGoogle)).toBe('refuted')
  })
})

describe('an attacker who wants to be taken for service@bank.example', () => {
  const good = [inside, taken, results('dmarc=pass header.from=evil.example')]
  it.each([
    ['two From fields', ['From: me@evil.example', bank]],
    ['two From fields, the other way round', [bank, 'From: me@evil.example']],
    ['two authors', ['From: service@bank.example, me@evil.example']],
    ['a group of authors', ['From: us: service@bank.example, me@evil.example;']],
  ])('writes %s: nobody is the sender', async (_, from) => {
    const { from: sender, senderProof } = await readMail([...good, ...from], atGoogle)
    expect(sender.key).toMatch(/@sender\.invalid$/)
    expect(senderProof).toBe('claimed')
  })

  it.each([
    'From: "service@bank.example" <me@evil.example>',
    'From: =?utf-8?Q?service=40bank.example?= <me@evil.example>',
    'From: =?utf-8?B?c2VydmljZUBiYW5rLmV4YW1wbGU=?= <me@evil.example>',
    'From: "service @ bank.example" <me@evil.example>',
    'From: service＠bank.example <me@evil.example>',
    'From: "Bank <service@bank.example>" <me@evil.example>',
    'From: me@evil.example (service@bank.example)',
  ])('%s', async (from) => {
    const { from: sender } = await readMail([...good, from], atGoogle)
    expect(sender.key).toBe('me@evil.example')
    expect(sender.displayName ?? '').not.toMatch(/bank\.example/)
  })

  it.each([
    'From: (me@evil.example) service@bank.example (x)',
    'From: service@bank.example (<me@evil.example>)',
    'From: <service@bank.example> <me@evil.example>',
    'From: "a\\" <service@bank.example>" <me@evil.example>',
    'From: =?utf-8?Q?service=40bank.example=3E=00?= <me@evil.example>',
    'From: service@bank.example\0 <me@evil.example>',
    'From: <me@evil.example>service@bank.example',
    'From: <@bank.example:me@evil.example>',
    'From: "service@bank.example"@evil.example',
    'From: service@bank.example@evil.example',
    'From: me@evil.example <service@bank.example',
  ])('%s: gains nothing his own domain vouches for', async (from) => {
    const message = await readMail([...good, from], atGoogle)
    if (message.from.key === 'service@bank.example') expect(message.senderProof).toBe('claimed')
    expect(message.from.displayName ?? '').not.toMatch(/service@bank\.example/)
  })

  it.each([
    ['one letter of another alphabet', 'service@b\u0430nk.example', 'service@xn--bnk-6cd.example'],
    ['the same, as the DNS has it', 'service@xn--bnk-6cd.example', 'service@xn--bnk-6cd.example'],
    ['nothing but letters that look Latin', 'me@\u0430\u0440\u0440\u04cf\u0435.example', 'me@xn--80ak6aa92e.example'],
  ])('owns a domain of %s: its name is shown so that nobody takes it for another', async (_, from, shown) => {
    const { from: sender, cc } = await readMail([`From: ${from}`, `Cc: ${from}`])
    expect(sender).toMatchObject({ key: shown, address: shown })
    expect(cc).toEqual([shown])
  })

  it.each([
    'mei@例子.example',
    'mei@例子abc.example',
    'anna@почта.example',
    'jürgen@münchen.example',
    'a@ελλάδα.example',
  ])('leaves the real name of %s alone', async (from) => {
    expect((await readMail([`From: ${from}`])).from.address).toBe(from)
  })

  it('marks a mail in the desk’s own name as a connection test, that it be shown to nobody', async () => {
    const fields = ['From: support@desk.example', 'X-Cordboard-Probe: 1', 'Subject: Cordboard connection test']
    expect((await readMail(fields, undefined, 'Pay to this account.')).body.text.trim()).toBe('Pay to this account.')
    const said = 'This mail shows that sending and receiving work. Nobody needs to answer it, and it may be deleted.'
    const otherwise = ['From: support@desk.example', 'X-Cordboard-Probe: 1', 'Subject: Pay to this account']
    expect((await readMail(otherwise, undefined, said)).subject).toBe('Pay to this account')
  })

  it('sets Reply-To, Sender and Return-Path: From alone identifies', async () => {
    const others = [
      'Reply-To: service@bank.example',
      'Sender: service@bank.example',
      'Return-Path: <service@bank.example>',
    ]
    expect((await readMail([...others, 'From: me@evil.example'])).from.key).toBe('me@evil.example')
  })
})
