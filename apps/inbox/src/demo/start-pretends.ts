/** The demo's providers: one for each channel that can pretend to have one, with the pages of their customers. */
import type { PretendProvider } from '@cordboard/core/channel/pretend'
import type { Log } from '@cordboard/core/channel/channel'
import type { AnyChannel } from '../context.ts'
import { servePages } from './pages/serve-pages.ts'

export type DemoPage = { channel: string; label: string; url: string }
export type Pretend = { channel: AnyChannel; provider: PretendProvider }

export interface Pretends extends AsyncDisposable {
  pretends: readonly Pretend[]
  /** Where each page answers, on this machine only. */
  pages: readonly DemoPage[]
}

/** Nothing is connected to them yet: `connectPretends`. */
export async function startPretends(channels: readonly AnyChannel[], log: Log): Promise<Pretends> {
  await using starting = new AsyncDisposableStack()
  const pretends: Pretend[] = []
  for (const channel of channels) {
    if (channel.pretend) pretends.push({ channel, provider: starting.use(await channel.pretend()) })
  }
  const pages = new Map(pretends.map(({ channel, provider }) => [channel.id, provider.page]))
  const served = starting.use(await servePages(pages, log))
  const started = starting.move()
  return {
    pretends,
    pages: pretends.map(({ channel: { id, label } }) => ({ channel: id, label, url: served.urlOf(id) })),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}
