import type { Budget } from '@1relay/contracts'

/** At which part of a budget its person is told, in percent. */
export type Mark = 80 | 100

/** The highest mark that this spend has reached. Calls are held for, so it rarely gets to the cap itself: a call that is refused tells, too. A budget of nothing allows nothing, so there is nothing to tell. */
export const markReached = ({ capMicros }: Budget, spentMicros: number): Mark | undefined => {
  if (capMicros === 0) return undefined
  if (spentMicros >= capMicros) return 100
  // In integers: 0.8 times a cap is not what it looks like.
  return spentMicros * 10 >= capMicros * 8 ? 80 : undefined
}
