/**
 * The pages on which somebody trying out the demo plays its customers, on this machine and for this machine only. They load nothing from
 * elsewhere, and no other page may act on them.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Log } from '@cordboard/core/channel/channel'
import { type Act, ActRefused, type PretendPage } from '@cordboard/core/channel/pretend'
import { openStateStream, type StateStream } from './state-stream.ts'
import { readPageFile } from './page-file.ts'
import { say, type Said } from './say.ts'

const host = '127.0.0.1'
/** All files of an act together. */
const mostBytes = 64_000_000
const kitFolder = new URL('./kit/', import.meta.url)

type Open = { page: PretendPage; stream: StateStream }

export interface ServedPages extends AsyncDisposable {
  /** Of the page with that name. */
  urlOf(name: string): string
}

/** Serves each page under its name, which is part of its address. Disposing ends all connections. */
export async function servePages(pages: ReadonlyMap<string, PretendPage>, log: Log): Promise<ServedPages> {
  using opening = new DisposableStack()
  const open = new Map([...pages].map(([name, page]) => [name, { page, stream: opening.use(openStateStream(page)) }]))
  const server = createServer((request, response) => {
    answer(request, response, open).catch((error: unknown) => {
      log.warn({ error: String(error) }, 'demo_page_failed')
      response.destroy()
    })
  })
  await once(server.listen(0, host), 'listening')
  const { port } = server.address() as AddressInfo
  const streams = opening.move()
  return {
    urlOf: (name) => `http://${host}:${port}/${name}/`,
    async [Symbol.asyncDispose]() {
      streams.dispose()
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  pages: ReadonlyMap<string, Open>,
): Promise<void> {
  if (!isFromHere(request)) return say(response, { status: 403, text: 'This page is for this machine only.' })
  const [name = '', ...path] = new URL(request.url ?? '/', 'http://page').pathname.slice(1).split('/')
  const file = path.join('/')
  if (name === 'kit') return say(response, await readPageFile(kitFolder, file))
  const open = pages.get(name)
  if (!open || path.length === 0) return say(response, { status: 404, text: 'There is no such page.' })
  if (request.method === 'POST') return say(response, file === 'act' ? await act(request, open) : { status: 404 })
  if (file === 'state') return open.stream.add(response)
  if (file.startsWith('files/')) return say(response, givenFile(open.page, decodeURIComponent(file.slice(6))))
  return say(response, await readPageFile(open.page.folder, file === '' ? 'index.html' : file))
}

/** A name that leads here from elsewhere, or a page of another origin, is somebody else's. */
function isFromHere({ headers, method, socket }: IncomingMessage): boolean {
  const names = [`${host}:${socket.localPort}`, `localhost:${socket.localPort}`]
  if (!names.includes(headers.host ?? '')) return false
  return method === 'GET' || (method === 'POST' && headers.origin === `http://${headers.host}`)
}

async function act(request: IncomingMessage, { page }: Open): Promise<Said> {
  if (Number(request.headers['content-length'] ?? Infinity) > mostBytes) return { status: 413, text: 'too_large' }
  try {
    page.act(await readAct(request))
    return { status: 204 }
  } catch (error) {
    if (error instanceof ActRefused) return { status: 409, text: error.code }
    throw error
  }
}

async function readAct(request: IncomingMessage): Promise<Act> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(await buffer(request), { headers }).formData()
  const fields: Record<string, string> = {}
  const files = []
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value
    else files.push({ fileName: value.name, mediaType: value.type, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  return { fields, files }
}

/** Only what browsers show by itself and cannot run is shown; everything else is saved. */
function givenFile(page: PretendPage, id: string): Said {
  const file = page.file(id)
  if (!file) return { status: 404 }
  const isShown = /^(image\/(png|jpeg|gif|webp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/.test(file.mediaType)
  const named = `filename*=UTF-8''${encodeURIComponent(file.fileName)}`
  return {
    status: 200,
    bytes: file.bytes,
    headers: {
      'content-type': isShown ? file.mediaType : 'application/octet-stream',
      'content-disposition': isShown ? 'inline' : `attachment; ${named}`,
    },
  }
}
