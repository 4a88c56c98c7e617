/** The pages of the demo, over the real providers of the channels and without a desk. */
import { request as ask } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { channels } from '../src/channels.ts'
import { type Pretends, startPretends } from '../src/demo/start-pretends.ts'
import { quiet } from './support/quiet-log.ts'

let pretends: Pretends
let phone: string
let x: string

beforeAll(async () => {
  pretends = await startPretends(channels, quiet)
  ;[phone = '', x = ''] = pretends.pages.map(({ url }) => url)
})
afterAll(() => pretends[Symbol.asyncDispose]())

type Asked = { path?: string; method?: string; headers?: Record<string, string> }

/** With a `Host` of one's choice, which `fetch` does not allow. */
async function status(url: string, { path = '', method = 'GET', headers = {} }: Asked): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const asked = ask(`${url}${path}`, { method, headers }, (response) => {
    text(response).then(() => resolve(response.statusCode ?? 0), reject)
  })
  asked.on('error', reject).end()
  return promise
}

async function act(url: string, fields: Record<string, string>, files: readonly File[] = []): Promise<Response> {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  for (const file of files) body.append('file', file)
  return fetch(`${url}act`, { method: 'POST', body, headers: { origin: new URL(url).origin } })
}

function state(index: number): {
  chats: { messages: { id: number; text: string; album: string; file: { id: string } }[] }[]
} {
  return JSON.parse(JSON.stringify(pretends.pretends[index]?.provider.page.state()))
}

describe('a page of the demo', () => {
  it('comes with a policy that lets it load nothing from elsewhere, and names nothing there', async () => {
    for (const url of [phone, x]) {
      const page = await fetch(url)
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
      const html = await page.text()
      const named = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => new URL(address, url))
      expect(new Set(named.map(({ origin }) => origin))).toEqual(new Set([new URL(url).origin]))
      for (const address of named) expect((await fetch(address)).status, address.href).toBe(200)
    }
  })

  it('answers no other name, and takes acts from itself only', async () => {
    expect(await status(phone, { headers: { host: 'evil.example' } })).toBe(403)
    expect(await status(phone, { path: 'act', method: 'POST', headers: { origin: 'https://evil.example' } })).toBe(403)
    expect(await status(phone, { path: 'act', method: 'POST' })).toBe(403)
  })

  it('gives no file but those of its folder', async () => {
    for (const path of [
      '..%2fphone.ts',
      '%2e%2e/phone.ts',
      'phone.ts',
      'files/..%2f..%2fpackage.json',
      '../kit/..%2fsay.ts',
    ])
      expect(await status(phone, { path }), path).toBe(404)
  })
})

type Words = Record<string, Record<string, string>>

describe('the words of a page', () => {
  it('are there for all it says, in both languages', async () => {
    for (const url of [phone, x]) {
      const sources = ['', 'phone.js', 'message.js', 'x.js', 'posts.js', '../kit/page.js'].map(async (name) => {
        const response = await fetch(`${url}${name}`)
        return response.ok ? response.text() : ''
      })
      const said = (await Promise.all(sources)).flatMap((source) => [
        ...source.matchAll(/\bt\((?:[^'()`]*\? )?'(\w+)'(?: : '(\w+)')?|data-t(?:-\w+)?="(\w+)"/g),
      ])
      const keys = new Set(said.flatMap(([, ...named]) => named.filter((name) => name !== undefined)))
      const words = await wordsOf(url)
      expect(Object.keys(words)).toEqual(['en', 'zh-CN'])
      expect(keys.size).toBeGreaterThan(15)
      for (const table of Object.values(words)) expect([...keys].filter((name) => !table[name])).toEqual([])
      expect(Object.keys(words['zh-CN'] ?? {})).toEqual(Object.keys(words['en'] ?? {}))
    }
  })
})

async function wordsOf(url: string): Promise<Words> {
  const source = await (await fetch(`${url}words.js`)).text()
  const { words } = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as { words: Words }
  return words
}

describe('the phone', () => {
  it('says an album of pictures as Telegram does, and keeps what runs in a browser from running', async () => {
    const chat = '5100000001'
    const pictures = ['a.png', 'b.png'].map((name) => new File([new Uint8Array(9)], name, { type: 'image/png' }))
    expect((await act(phone, { chat, do: 'files', text: 'Both sides' }, pictures)).status).toBe(204)
    const page = new File(['<script>alert(1)</script>'], 'page.html', { type: 'text/html' })
    expect((await act(phone, { chat, do: 'files' }, [page])).status).toBe(204)
    const { messages = [] } = state(0).chats[0] ?? {}
    expect(messages.map(({ text: words }) => words)).toEqual(['Both sides', '', ''])
    expect(messages[0]?.album).toBe(messages[1]?.album)
    const given = await fetch(`${phone}files/${messages[2]?.file.id}`)
    expect(given.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(given.headers.get('content-type')).toBe('application/octet-stream')
  })

  it('refuses what a phone could not do', async () => {
    const chat = '5100000002'
    const refused = async (fields: Record<string, string>) => (await act(phone, { chat, ...fields })).text()
    expect(await refused({ do: 'write', text: ' ' })).toBe('text')
    expect(await refused({ do: 'edit', message: '77', text: 'x' })).toBe('cannot_edit')
    expect(await refused({ do: 'react', message: '77', sign: '👍' })).toBe('cannot_react')
    expect(await refused({ do: 'constructor' })).toBe('unknown')
    await refused({ do: 'block' })
    expect(await refused({ do: 'write', text: 'Hello' })).toBe('blocked')
  })
})
