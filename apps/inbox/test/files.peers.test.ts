import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seedAccount, seedConversation } from './support/seed.ts'
import { openTestDesk, type TestDesk } from './support/test-desk.ts'

let desk: TestDesk
let cookie: string

beforeAll(async () => {
  desk = await openTestDesk()
  cookie = (await desk.signedIn('agent')).cookie
})
afterAll(() => desk[Symbol.asyncDispose]())

type Uploaded = { id: string; fileName: string; mediaType: string; size: number; url: string }

async function upload(file: File, field = 'file'): Promise<Response> {
  const form = new FormData()
  form.append(field, file)
  return desk.request('/api/v1/uploads', { method: 'POST', body: form, cookie })
}

async function refusalOf(response: Response): Promise<{ status: number; code: string }> {
  const { error } = (await response.json()) as { error: { code: string } }
  return { status: response.status, code: error.code }
}

test('a file goes in and comes out unchanged, to be saved and not shown', async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(300_000 / 5))
  const stored = (await (
    await upload(new File([bytes], '合同 “1”.pdf', { type: 'application/pdf' }))
  ).json()) as Uploaded
  expect(stored).toMatchObject({ fileName: '合同 “1”.pdf', mediaType: 'application/pdf', size: bytes.length })
  const response = await desk.request(stored.url, { cookie })
  expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes)
  const headers = Object.fromEntries(response.headers)
  expect(headers).toMatchObject({
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'content-length': String(bytes.length),
    'content-disposition': `attachment; filename="__ _1_.pdf"; filename*=UTF-8''%E5%90%88%E5%90%8C%20%E2%80%9C1%E2%80%9D.pdf`,
  })
  expect(response.headers.getSetCookie()).toEqual([])
})

test('file names lose what could lie, and types what could run', async () => {
  const name = `../..\\evil\u202Egpj.exe\u0000`
  const stored = (await (await upload(new File(['<script>'], name, { type: 'text/html' }))).json()) as Uploaded
  expect(stored.fileName).not.toMatch(/[\\/\u202E\0]/)
  for (const query of ['', '?inline=1']) {
    const response = await desk.request(`${stored.url}${query}`, { cookie })
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
  }
})

test('only raster images are shown in place', async () => {
  const shown = async (type: string) => {
    const { url } = (await (await upload(new File(['x'], 'x', { type }))).json()) as Uploaded
    return (await desk.request(`${url}?inline=1`, { cookie })).headers.get('content-disposition')!.split(';')[0]
  }
  expect(await shown('image/png')).toBe('inline')
  expect(await shown('image/svg+xml')).toBe('attachment')
  expect(await shown('application/pdf')).toBe('attachment')
})

test('a file that is too large is refused in words, whether it says so or not, and leaves nothing behind', async () => {
  const big = new File([new Uint8Array(56_000_000)], 'big.bin')
  const blobs = async () =>
    (await readdir(`${desk.folder}/blobs`, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
      .length
  const before = await blobs()
  expect(await refusalOf(await upload(big))).toEqual({ status: 413, code: 'too_large' })
  const declared = await desk.request('/api/v1/uploads', {
    method: 'POST',
    body: 'x',
    cookie,
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '99000000' },
  })
  expect((await refusalOf(declared)).status).toBe(413)
  await expect.poll(blobs).toBe(before)
})

test('what is no upload is refused in words', async () => {
  expect(await refusalOf(await upload(new File(['x'], 'x'), 'other'))).toEqual({ status: 400, code: 'invalid_request' })
  expect(await refusalOf(await upload(new File([], 'empty')))).toEqual({ status: 400, code: 'invalid_request' })
  const json = await desk.request('/api/v1/uploads', { method: 'POST', body: {}, cookie })
  expect(json.status).toBe(400)
  const headers = { 'content-type': 'multipart/form-data; boundary=x' }
  for (const body of ['', '--x', '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\ncut off']) {
    const response = await desk.request('/api/v1/uploads', { method: 'POST', body, cookie, headers })
    expect([body, response.status]).toEqual([body, 400])
  }
})

test('a file nobody has sent yet is seen by its uploader alone', async () => {
  const { url } = (await (await upload(new File(['x'], 'x'))).json()) as Uploaded
  const other = await desk.signedIn('admin')
  expect((await desk.request(url, { cookie: other.cookie })).status).toBe(404)
})

async function frameOf(html: string, options: { folded?: string; query?: string; contentId?: string } = {}) {
  const account = await seedAccount(desk.desk.db)
  const { messageId } = await seedConversation(desk.desk.db, account, {
    address: `frame${Math.random()}@example.com`,
    html,
  })
  if (options.folded)
    await desk.desk.pool.query('update messages set folded_html = $1 where id = $2', [options.folded, messageId])
  if (options.contentId) {
    await desk.desk.pool.query(
      `insert into attachments (message_id, blob, file_name, media_type, size, content_id, inline) values ($1, $2, 'a.png', 'image/png', 1, $3, true)`,
      [messageId, 'a'.repeat(64), options.contentId],
    )
  }
  return desk.request(`/api/v1/messages/${messageId}/frame${options.query ?? ''}`, { cookie })
}

test('mail is shown in a page of its own that can neither run, load, post nor be framed elsewhere', async () => {
  const response = await frameOf('<p>Hello <script>alert(1)</script></p>')
  const policy = response.headers.get('content-security-policy')!
  expect(policy).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox allow-same-origin allow-popups " +
      "allow-popups-to-escape-sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
  )
  expect(policy).not.toContain('allow-scripts')
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  })
  expect(await response.text()).toContain('<p>Hello')
})

test('quoted history is folded away until asked for', async () => {
  const [html, folded] = ['<p>new</p><blockquote>old</blockquote>', '<p>new</p>']
  expect(await (await frameOf(html, { folded })).text()).not.toContain('old')
  expect(await (await frameOf(html, { folded, query: '?full=1' })).text()).toContain('old')
})

test('pictures that came with the mail are shown, those from elsewhere only when asked for, and then by us', async () => {
  const html =
    '<img src="cid:a%40b"><img src="cid:gone"><img data-remote-src="https://track.example/p.gif?a=1&amp;b=2" alt="x">'
  const plain = await (await frameOf(html, { contentId: 'a@b' })).text()
  expect(plain).toMatch(/src="\/api\/v1\/attachments\/\d+\?inline=1"/)
  expect(plain).not.toMatch(/src="cid:|<img src="https?:/)
  const asked = await (await frameOf(html, { contentId: 'a@b', query: '?images=1' })).text()
  const path = /src="(\/api\/v1\/remote-images\?[^"]+)"/.exec(asked)![1]!.replaceAll('&#38;', '&')
  expect(new URLSearchParams(path.split('?')[1]).get('url')).toBe('https://track.example/p.gif?a=1&b=2')
  const forged = path.replace('track.example', 'internal.example')
  expect((await desk.request(forged, { cookie })).status).toBe(404)
})
