/** What a worker thread of a test imports in place of the installed channels. */
import { PretendProvider, pretendChannel } from './pretend-channel.ts'
import { pretendChat } from './pretend-chat.ts'

const provider = new PretendProvider()
export const channels = [pretendChannel(provider), pretendChat(provider)]
