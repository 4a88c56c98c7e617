import type { ChannelForm } from './channel-form.ts'
import { emailForm } from './email/email-form.ts'
import { telegramForm } from './telegram/telegram-form.ts'
import { twitterForm } from './twitter/twitter-form.ts'

/** The channels that can be connected from the page. Adding one is one folder beside this file and one line here. */
export const channelForms: readonly ChannelForm[] = [emailForm, telegramForm, twitterForm]

/** `undefined` for a channel that is installed on the server but has no form here; it is connected through the API. */
export function formOf(channelId: string): ChannelForm | undefined {
  return channelForms.find(({ id }) => id === channelId)
}
