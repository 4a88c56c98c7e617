/** Attackers who want a file to be taken for another, to land elsewhere, or to break the page that lists it. */
import { describe, expect, it } from 'vitest'
import { readMail } from './read-mail.ts'

const encoded = (name: string) => `=?utf-8?B?${Buffer.from(name).toString('base64')}?=`
const part = (disposition: string, type = 'application/octet-stream') =>
  `--b\r\nContent-Type: ${type}\r\nContent-Disposition: ${disposition}\r\n\r\nx\r\n`

async function nameOf(disposition: string, type?: string): Promise<string> {
  const fields = ['From: me@evil.example', 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b']
  const { attachments } = await readMail(fields, undefined, `${part(disposition, type)}--b--`)
  expect(attachments).toHaveLength(1)
  return attachments[0]?.fileName ?? ''
}

describe('an attacker who names a file', () => {
  it.each([
    ['with a path', 'attachment; filename="../../etc/passwd"'],
    ['with a path of the other kind', 'attachment; filename="..\\\\..\\\\boot.ini"'],
    ['with a drive', 'attachment; filename="C:\\\\autoexec.bat"'],
    ['turned round', `attachment; filename="${encoded('invoice\u202egpj.exe')}"`],
    ['with letters nobody sees', `attachment; filename="${encoded('in\u200bvoice\u2060\ufeff.exe')}"`],
    ['with control characters', `attachment; filename="${encoded('a\u0000b\r\nX-Injected: 1\u0007.txt')}"`],
    ['in pieces that hide it', `attachment; filename*0="../"; filename*1="x.txt"`],
    ['twice', `attachment; filename="a.txt"; filename*=UTF-8''..%2F..%2Fevil%0d%0aX%3A1.txt`],
    ['in an encoding that ends early', `attachment; filename*=UTF-8''%E2%80%AEevil%00.txt%`],
    ['with tags', 'attachment; filename="<img src=x onerror=run()>.png"'],
    ['with nothing but dots', 'attachment; filename="..."'],
    ['with nothing', 'attachment; filename=""'],
    ['with a name too long', `attachment; filename="${'界'.repeat(5_000)}.txt"`],
  ])('%s: it is one plain name', async (_, disposition) => {
    const name = await nameOf(disposition)
    expect(name).not.toMatch(/[\\/:*?"<>|\p{Cc}\p{Cf}]|^\./u)
    expect(name.trim()).not.toBe('')
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200)
    expect(name).toBe(name.normalize('NFC'))
  })

  it('like a picture keeps the ending that says what it is', async () => {
    expect(await nameOf(`attachment; filename="${encoded(`${'a'.repeat(300)}.exe`)}"`)).toMatch(/\.exe$/)
    expect(await nameOf(`attachment; filename="${encoded('photo\u202egpj.exe')}"`)).toBe('photogpj.exe')
  })

  it('after a media type that would break a header gives none', async () => {
    const fields = ['From: me@evil.example', 'Content-Type: multipart/mixed; boundary=b']
    const body = `${part('attachment; filename=a', 'text/html"\u0001; x=<script>')}--b--`
    const { attachments } = await readMail(fields, undefined, body)
    for (const { mediaType } of attachments) expect(mediaType).toMatch(/^[\w.+-]+\/[\w.+-]+$/)
  })
})
