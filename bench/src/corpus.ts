/** A thousand deterministic mails, mean about 23 kB: plain, alternative, styled HTML with quoting, some with a file. */

/** Mulberry32: the same numbers on every machine. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const words =
  'order refund deposit wallet account invoice delivery password transfer address balance payment 订单 退款 充值 提现 账户 发票'.split(
    ' ',
  )

type Random = () => number

function sentence(random: Random, length: number): string {
  const picked = Array.from({ length }, () => words[Math.floor(random() * words.length)] ?? '')
  return `${picked.join(' ')}.`
}

function paragraphs(random: Random, bytes: number): string[] {
  const result: string[] = []
  for (let size = 0; size < bytes;) {
    const text = sentence(random, 8 + Math.floor(random() * 20))
    result.push(text)
    size += text.length
  }
  return result
}

function styledHtml(random: Random, bytes: number): string {
  const cells = paragraphs(random, bytes).map(
    (text, index) =>
      `<tr><td style="padding:8px 12px;font-family:Arial,sans-serif;color:#${index % 2 ? '333' : '444'}"><p style="margin:0">${text} <a href="https://shop.example/o/${index}">details</a></p></td></tr>`,
  )
  const quote = `<div class="gmail_quote"><div class="gmail_attr">On Mon, 2 Nov 2026 at 10:00, Support wrote:<br></div><blockquote class="gmail_quote">${sentence(random, 60)}</blockquote></div>`
  return `<html><body><table cellpadding="0" style="width:600px">${cells.join('')}</table>${quote}</body></html>`
}

function part(type: string, body: string): string {
  const encoded = (
    Buffer.from(body)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\r\n')
  return `Content-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`
}

function multipart(kind: string, boundary: string, parts: readonly string[]): string {
  const body = parts.map((content) => `--${boundary}\r\n${content}`).join('')
  return `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n${body}--${boundary}--\r\n`
}

/** Occurs once. As mails give it: bytes of UTF-8 in the header. */
export function subjectOf(index: number, run: string): string {
  return `${sentence(numbers(index + 1), 5)} #${run}.${index}`
}

/** One mail. `run` keeps Message-IDs of different rounds apart; senders repeat every 700 mails. */
export function mailNumber(index: number, run: string): Buffer {
  const random = numbers(index + 1)
  const text = paragraphs(random, 600 + random() * 2_000).join('\r\n\r\n')
  const shape = random()
  const bodies =
    shape < 0.35
      ? part('text/plain', text)
      : multipart('alternative', `alt${index}`, [
          part('text/plain', text),
          part(
            'text/html',
            shape < 0.7 ? `<p>${text.replaceAll('\r\n\r\n', '</p><p>')}</p>` : styledHtml(random, 12_000),
          ),
        ])
  const file = `Content-Type: application/pdf; name="statement.pdf"\r\nContent-Disposition: attachment; filename="statement.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.alloc(
    200_000,
    index % 251,
  )
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')}\r\n`
  const content = index % 20 === 0 ? multipart('mixed', `mix${index}`, [bodies, file]) : bodies
  const headers = [
    `Message-ID: <${run}.${index}@customer.test>`,
    `From: Customer ${index % 700} <customer${index % 700}@customer.test>`,
    'To: support@desk.test',
    `Subject: ${subjectOf(index, run)}`,
    `Date: ${new Date(Date.UTC(2026, 10, 1) + index * 60_000).toUTCString()}`,
    'MIME-Version: 1.0',
  ]
  return Buffer.from(`${headers.join('\r\n')}\r\n${content}`)
}

/** The first `count` mails of the corpus. */
export function mailsOf(run: string, count: number): Buffer[] {
  return Array.from({ length: count }, (_, index) => mailNumber(index, run))
}
