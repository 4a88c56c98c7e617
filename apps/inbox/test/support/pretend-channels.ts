/** What a worker thread of a test imports in place of the installed channels. */
import { PretendProvider, pretendChannel } from './pretend-channel.ts'

export const channels = [pretendChannel(new PretendProvider())]
