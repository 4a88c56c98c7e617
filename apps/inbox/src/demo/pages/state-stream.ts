import type { ServerResponse } from 'node:http'
import type { PretendPage } from '@cordboard/core/channel/pretend'
import { pageHeaders } from './say.ts'

/** What changes by the clock alone, such as somebody who stops typing, is seen so soon. */
const lookEveryMs = 1_000
/** Many changes in a row are told together. */
const gatherMs = 30

export interface StateStream extends Disposable {
  /** Tells this browser the state now and whenever it has changed, as server-sent events. */
  add(response: ServerResponse): void
}

export function openStateStream(page: PretendPage): StateStream {
  const browsers = new Set<ServerResponse>()
  let told = ''
  let gathering: NodeJS.Timeout | null = null
  const tell = () => {
    gathering = null
    const state = JSON.stringify(page.state())
    if (state === told) return
    told = state
    for (const browser of browsers) browser.write(`data: ${state}\n\n`)
  }
  const stopWatching = page.watch(() => (gathering ??= setTimeout(tell, gatherMs)))
  const clock = setInterval(() => browsers.size > 0 && tell(), lookEveryMs)
  clock.unref()
  return {
    add(response) {
      response.writeHead(200, { ...pageHeaders, 'content-type': 'text/event-stream' })
      response.write(`data: ${JSON.stringify(page.state())}\n\n`)
      browsers.add(response)
      response.on('close', () => browsers.delete(response))
    },
    [Symbol.dispose]() {
      stopWatching()
      clearInterval(clock)
      if (gathering) clearTimeout(gathering)
      for (const browser of browsers) browser.end()
    },
  }
}
