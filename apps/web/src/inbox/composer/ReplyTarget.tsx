import type { Way } from '@cordboard/core/channel/channel'
import { AnsweringBar } from './AnsweringBar.tsx'
import { WaySwitch } from './WaySwitch.tsx'

type ReplyTargetProps = {
  conversationId: string
  ways: { open: readonly Way[]; chosen: Way | null }
  onWay: (way: string) => void
}

/** Who will be able to read the reply, and which message it answers; nothing where the channel has but one of each. */
export function ReplyTarget({ conversationId, ways, onWay }: ReplyTargetProps) {
  return (
    <>
      <div className="px-2 empty:hidden">
        <WaySwitch {...ways} onChange={onWay} />
      </div>
      <AnsweringBar conversationId={conversationId} />
    </>
  )
}
