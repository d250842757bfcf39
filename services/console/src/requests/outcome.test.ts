import { outcomeOf } from './outcome.js'

describe('outcomeOf', () => {
  it.each([
    ['a refusal, whatever else is known of it', 'refused', null, 402, 'Refused'],
    ['an error that the provider answered with', 'allowed', 'completed', 429, 'Answered 429'],
    ['a stream that reached its cap', 'allowed', 'cut_off', 200, 'Cut off'],
    ['an answer', 'allowed', 'completed', 200, 'Completed'],
    ['an outcome that a later server may have', 'allowed', 'transmuted', 207, '207'],
  ] as const)('names %s', (_, decision, outcome, status, words) => {
    expect(outcomeOf({ decision, outcome, status }).word).toBe(words)
  })
})
