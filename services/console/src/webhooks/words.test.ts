import { addressOf, answerOf, isSoon, type Outcome, outcomeInWords } from './words.js'

const outcome = (change: Partial<Outcome>): Outcome => ({
  state: 'waiting',
  lastStatus: null,
  lastProblem: null,
  nextAttemptAt: '2026-11-21T12:00:00.000Z',
  ...change,
})
const noon = (at: Date) => at.toISOString().slice(11, 16)

describe('what came of a delivery', () => {
  it.each([
    ['an error', { lastStatus: 500 }, 'The server answered 500. It is tried again at 12:00.'],
    [
      'a redirect',
      { lastStatus: 302 },
      'The server answered 302, and redirects are not followed. It is tried again at 12:00.',
    ],
    [
      'a dead server',
      { lastProblem: 'unreachable' },
      'The server could not be reached at a public address. It is tried again at 12:00.',
    ],
    [
      'a slow one',
      { lastProblem: 'timed_out' },
      'The server did not answer within 10 seconds. It is tried again at 12:00.',
    ],
    ['no attempt', {}, 'It is tried again at 12:00.'],
  ] as const)('names %s and when it is tried again', (_, change, words) => {
    expect(outcomeInWords(outcome(change), noon)).toBe(words)
  })

  it.each([
    ['not_public', /not public.*It is not tried again\.$/],
    ['unreadable_secret', /Delete this webhook and add it again\. It is not tried again\.$/],
  ] as const)('says that one is over: %s', (lastProblem, words) => {
    expect(outcomeInWords(outcome({ state: 'given_up', lastProblem, nextAttemptAt: null }), noon)).toMatch(words)
  })

  it('promises no attempt that nobody has planned', () => {
    expect(outcomeInWords(outcome({ lastStatus: 500, nextAttemptAt: null }), noon)).toContain('not tried again')
  })

  it('says nothing of attempts once it has arrived', () => {
    const delivered = outcome({ state: 'delivered', lastStatus: 204, nextAttemptAt: null })
    expect(outcomeInWords(delivered, noon)).toBe('The server answered 204.')
  })
})

describe('an address', () => {
  it('that is sealed under a former secret of the installation is said to be so', () => {
    const webhook = { id: '0Ab1Cd2Ef3Gh4Ij5', createdAt: '2026-11-21T12:00:00.000Z' }
    expect(addressOf({ ...webhook, url: null })).toContain('cannot be read')
    expect(addressOf({ ...webhook, url: 'https://a.example/hook' })).toBe('https://a.example/hook')
  })
})

describe('the last answer in a table', () => {
  it.each([
    [{ lastProblem: null, lastStatus: 500 }, 'Status 500'],
    // An answer of an earlier attempt is not what came of the last one.
    [{ lastProblem: 'timed_out', lastStatus: 500 }, 'Timed out'],
    [{ lastProblem: null, lastStatus: null }, 'none yet'],
  ] as const)('of %j is %s', (delivery, words) => {
    expect(answerOf(delivery)).toBe(words)
  })
})

describe('the next attempt', () => {
  it.each([
    ['2026-11-21T12:00:20Z', true],
    ['2026-11-21T11:59:00Z', true],
    ['2026-11-21T12:02:00Z', false],
  ])('at %s is soon at noon: %s', (at, expected) => {
    expect(isSoon(at, new Date('2026-11-21T12:00:00Z'))).toBe(expected)
  })
})
