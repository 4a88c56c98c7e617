/** The sockets to X. Its names stay in the request and in the handshake; only where they lead is decided here. */
import type { ChannelHost } from '@cordboard/core/channel/channel'
import { Agent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import type { TwitterSettings } from './settings.ts'

export type Reach = Pick<ChannelHost<TwitterSettings>, 'resolveHost'>

/**
 * `keepAlive` only for what may be asked again: a request over a connection that X has meanwhile closed leaves open whether it arrived.
 * With `apiOrigin` all names lead there, so that signatures, which cover the name, hold for a pretend X as well.
 */
export function openAgent(settings: TwitterSettings, host: Reach, { keepAlive }: { keepAlive: boolean }): Agent {
  return new XAgent(settings, host, keepAlive)
}

type ConnectOptions = Parameters<Agent['createConnection']>[0]
type Connected = Parameters<Agent['createConnection']>[1]

class XAgent extends Agent {
  readonly #elsewhere: URL | null
  readonly #lookup: LookupFunction

  constructor({ apiOrigin, ca }: TwitterSettings, host: Reach, keepAlive: boolean) {
    super({ keepAlive, ...(apiOrigin !== undefined && ca !== undefined && { ca }) })
    this.#elsewhere = apiOrigin === undefined ? null : new URL(apiOrigin)
    const elsewhere = this.#elsewhere?.hostname.replace(/^\[|\]$/g, '')
    const resolve = callbackify((name: string) => host.resolveHost(elsewhere ?? name))
    // Whether one address is asked for or all of them, there is one that the desk allows.
    this.#lookup = (name, options, callback) =>
      resolve(name, (error, found) => {
        if (error) callback(error, '')
        else if (options.all) callback(null, [found])
        else callback(null, found.address, found.family)
      })
  }

  override createConnection(options: ConnectOptions, callback?: Connected) {
    const servername = options.servername || options.host || ''
    // The host stays a name: Node asks no lookup about a number, and what was typed would be dialled unasked.
    const target = this.#elsewhere && { port: Number(this.#elsewhere.port || 443) }
    return super.createConnection({ ...options, ...target, servername, lookup: this.#lookup }, callback)
  }
}
