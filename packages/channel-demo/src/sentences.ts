/** Every sentence this channel says to people at the desk; the interface says them in other languages by their codes. */
import { sayFrom } from '@cordboard/core/sentence'

export const sentences = {
  there: 'The demo’s customers are there.',
  elsewhere: 'The demo’s customers live in the process that receives for them, and this one does not at the moment.',
  line_lost: 'The line to the demo’s customers was lost.',
  changing_hands: 'The demo’s line is changing hands.',
  stopping: 'The reply was not handed over, because the desk is stopping.',
  file_unreadable: 'A file of this reply could not be read; it was not sent.',
  stranger: 'Nobody in the demo is called “{handle}”.',
  unanswered: 'It is not known whether the customer got this reply.',
  unreadable: 'Nobody in the demo said this; its bytes are kept as they came.',
} as const

/** Its codes begin with this. */
export const owner = 'demo'

export const say = sayFrom(owner, sentences)
