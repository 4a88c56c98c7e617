/** The one list of channels. Adding a channel is one package and one line here. */
import { demo } from '@cordboard/channel-demo/index'
import { email } from '@cordboard/channel-email/index'
import { telegram } from '@cordboard/channel-telegram/index'
import { twitter } from '@cordboard/channel-twitter/index'
import type { AnyChannel } from './context.ts'

export const channels: readonly AnyChannel[] = [email, demo, telegram, twitter]
