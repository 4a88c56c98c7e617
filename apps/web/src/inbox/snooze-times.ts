export type SnoozeChoice = { id: 'later' | 'tomorrow' | 'weekend' | 'nextWeek'; until: Date }

/** When a conversation may come back, in the agent's own time. A choice that has passed, or repeats another, is left out. */
export function snoozeChoices(now: Date): SnoozeChoice[] {
  const inThreeHours = new Date(now.getTime() + 3 * 3_600_000)
  const day = now.getDay()
  const choices: SnoozeChoice[] = [
    { id: 'tomorrow', until: morning(now, 1, 9) },
    { id: 'nextWeek', until: morning(now, (8 - day) % 7 || 7, 9) },
  ]
  if (day >= 1 && day <= 4) choices.splice(1, 0, { id: 'weekend', until: morning(now, 6 - day, 10) })
  if (inThreeHours.getDate() === now.getDate()) choices.unshift({ id: 'later', until: inThreeHours })
  return choices.filter(
    (choice, index) => choices.findIndex(({ until }) => until.getTime() === choice.until.getTime()) === index,
  )
}

function morning(now: Date, days: number, hour: number): Date {
  const then = new Date(now)
  then.setDate(then.getDate() + days)
  then.setHours(hour, 0, 0, 0)
  return then
}
