/** The pretended provider as a chat: conversations of its own, groups, ways in public and in private, messages that change. */
import type { ChannelDefinition } from '@cordboard/core/channel/channel'
import { type PretendProvider, type PretendSettings, pretendChannel } from './pretend-channel.ts'

export function pretendChat(provider: PretendProvider): ChannelDefinition<PretendSettings> {
  const plain = pretendChannel(provider)
  return {
    ...plain,
    id: 'pretend_chat',
    label: 'Pretend chat',
    capabilities: { ...plain.capabilities, threading: 'conversation', initiate: false, namesMessages: true },
  }
}
