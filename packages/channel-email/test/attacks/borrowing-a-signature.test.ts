/** Attackers who want a signature to speak for what its signer never wrote. Signed by nodemailer, verified as mail that came in. */
import { generateKeyPairSync } from 'node:crypto'
import { createTransport } from 'nodemailer'
import { describe, expect, it } from 'vitest'
import { proveSender } from '../../src/dkim.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'der' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})
const record = `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}`
const signers = ['mail.bank.example', 'evil.example', 'xn--fsqu00a.example']
const asked: string[] = []
const published = (name: string) => {
  asked.push(name)
  return signers.some((signer) => name === `s1._domainkey.${signer}`)
    ? Promise.resolve([[record.slice(0, 200), record.slice(200)]])
    : Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }))
}

async function signed(
  domain = 'mail.bank.example',
  from = 'Bank <service@bank.example>',
  text = 'Your limit is 100.\n',
) {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  const dkim = { domainName: domain, keySelector: 's1', privateKey }
  const { message } = await transport.sendMail({ from, to: 'support@desk.example', subject: 'Limit', text, dkim })
  return (message as Buffer).toString()
}

const proof = (mail: string, key = 'service@bank.example', lookup = published) =>
  proveSender({ bytes: Buffer.from(mail) }, { key }, lookup)

describe('a mail no provider has looked at', () => {
  it('is proven by a signature of the sender’s organisation', async () => {
    expect(await proof(`Received: from a by b\r\n${await signed()}`)).toBe('proven')
  })

  it('is proven whose domain is written in another script', async () => {
    const mail = await signed('xn--fsqu00a.example', 'Mei <mei@例子.example>')
    expect(await proof(mail, 'mei@例子.example')).toBe('proven')
    expect(await proof(mail, 'mai@例子.example')).toBe('claimed')
  })

  it.each(['nothing is signed', 'nobody answers'])('stays claimed where %s', async (why) => {
    const mail = await signed()
    const silent = () => Promise.reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' }))
    expect(
      await (why === 'nobody answers' ? proof(mail, undefined, silent) : proof('From: service@bank.example\r\n\r\nx')),
    ).toBe('claimed')
  })
})

describe('an attacker who wants to borrow a signature', () => {
  it.each([
    ['changes the words', (mail: string) => mail.replace('100', '900')],
    ['changes the subject', (mail: string) => mail.replace('Subject: Limit', 'Subject: Reset')],
    ['puts a second subject on top', (mail: string) => `Subject: Reset\r\n${mail}`],
    ['puts a second From on top', (mail: string) => `From: service@bank.example\r\n${mail}`],
    ['writes on below the signed length', (mail: string) => `${mail.replace('; c=', '; l=5; c=')}more`],
    [
      'buries it under a thousand others',
      (mail: string) => mail.match(/DKIM-Signature:[^]*?\r\n(?=\w)/)![0].repeat(1000) + mail,
    ],
    ['writes another address into From', (mail: string) => mail.replace('service@bank', 'boss@bank')],
  ])('%s', async (_, change) => {
    const mail = await signed()
    const changed = change(mail)
    expect(changed).not.toBe(mail)
    expect(await proof(changed)).toBe('claimed')
  })

  it('signs with a domain of his own, and his own DNS is not asked about it', async () => {
    asked.length = 0
    expect(await proof(await signed('evil.example'))).toBe('claimed')
    expect(asked).toEqual([])
  })

  // Blank lines cost the verifier most: 2 MB of them held up everybody for more than a second.
  it.each([
    ['too large to hash at once', 'x\r\n'.repeat(700_000)],
    ['of more lines than anybody writes', '\t\n'.repeat(100_000)],
  ])('makes the verifier work on a mail %s: nobody is even asked', async (_, more) => {
    asked.length = 0
    expect(await proof(`${await signed()}${more}`)).toBe('claimed')
    expect(asked).toEqual([])
  })

  it('gains nothing by a picture beside the words: such mails are verified', async () => {
    const lines = `${'x'.repeat(76)}\n`.repeat(20_000)
    expect(await proof(await signed(undefined, undefined, lines))).toBe('proven')
  })
})
