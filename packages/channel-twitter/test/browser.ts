/** Opens a page of the pretend X as a browser does, without following where it leads. */
import { once } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { type Agent, get as ask } from 'node:https'
import { text } from 'node:stream/consumers'

export async function get(url: string, agent: Agent): Promise<{ headers: IncomingHttpHeaders; text: string }> {
  const [response] = (await once(ask(url, { agent, servername: 'localhost' }), 'response')) as [IncomingMessage]
  return { headers: response.headers, text: await text(response) }
}
