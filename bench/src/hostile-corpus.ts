/** Mails that have stopped other products: long, deep, many-parted. Each is legal. */

export type HostileMail = { name: string; raw: Buffer }

/** `megabytes` is the size of the largest attachment; the rest grows with it. `run` keeps rounds apart. */
export function hostileMails(run: string, megabytes: number): HostileMail[] {
  const mail = (name: string, content: string): HostileMail => ({
    name,
    raw: Buffer.from(
      [
        `Message-ID: <${run}.${name.replaceAll(' ', '-')}@hostile.test>`,
        'From: Hostile <hostile@customer.test>',
        'To: hostile@desk.test',
        `Subject: ${run} ${name}`,
        'MIME-Version: 1.0',
        content,
      ].join('\r\n'),
      'latin1',
    ),
  })
  return [
    mail('2,000 links', html(`${'<p>See <a href="https://shop.example/o?n=1&amp;x=2">this</a></p>'.repeat(2_000)}`)),
    mail('43 inline images', inlineImages(43, 6_000)),
    mail('nesting 200 deep', nested(200)),
    mail('long html', html(`<p style="margin:0">${'Words <b>and</b> more. '.repeat(20)}</p>`.repeat(megabytes * 850))),
    mail('base64 bomb', base64Part('text/plain', Buffer.alloc(megabytes * 600_000, 0x41))),
    mail('large attachment', attachment(megabytes * 1_000_000)),
  ]
}

function html(body: string): string {
  return `Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${lined(`<html><body>${body}</body></html>`)}`
}

/** Lines of mail end before 998 bytes. */
function lined(text: string): string {
  return text.replaceAll('</p>', '</p>\r\n')
}

function base64Part(type: string, bytes: Buffer, more = ''): string {
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\r\n')
  return `Content-Type: ${type}\r\n${more}Content-Transfer-Encoding: base64\r\n\r\n${lines}\r\n`
}

function multipart(kind: string, boundary: string, parts: readonly string[]): string {
  const body = parts.map((part) => `--${boundary}\r\n${part}`).join('')
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`
}

function inlineImages(count: number, bytes: number): string {
  const numbers = Array.from({ length: count }, (_, n) => n)
  const page = html(numbers.map((n) => `<p><img src="cid:image${n}@hostile" width="40"></p>`).join(''))
  const images = numbers.map((n) =>
    base64Part(
      'image/png',
      Buffer.alloc(bytes, n),
      `Content-ID: <image${n}@hostile>\r\nContent-Disposition: inline\r\n`,
    ),
  )
  return multipart('related', 'images', [page, ...images])
}

function nested(depth: number): string {
  let inner = 'Content-Type: text/plain\r\n\r\nThe heart of it.\r\n'
  for (let level = depth; level > 0; level--) inner = multipart('mixed', `level${level}`, [inner])
  return inner
}

function attachment(bytes: number): string {
  const text = 'Content-Type: text/plain\r\n\r\nPlease find the file attached.\r\n'
  const disposition = 'Content-Disposition: attachment; filename="large.bin"\r\n'
  const file = base64Part('application/octet-stream; name="large.bin"', Buffer.alloc(bytes, 7), disposition)
  return multipart('mixed', 'large', [text, file])
}
