import type { Account, LinkView, Problem, Provider } from '../api/index.js'
import {
  INITIAL,
  isRetryable,
  keptProviders,
  type LinkAction,
  type LinkState,
  reduce,
  sharedKeys,
  toGrant,
} from './index.js'

const view: LinkView = {
  linkSessionId: '0Ab1Cd2Ef3Gh4Ij5',
  grantId: 'GrantGrantGrant1',
  app: {
    clientId: '1r_cid_0Ab1Cd2Ef3Gh4Ij5',
    name: 'Quill',
    logoUrl: null,
    isTest: false,
    origins: ['https://quill.example'],
  },
  requestedProviders: ['openai', 'anthropic'],
  budgetSuggestionCents: 1000,
  requestsPerMinuteSuggestion: null,
  models: null,
  expiresAt: '2026-11-21T12:30:00.000Z',
  redirectUri: null,
  state: null,
  update: null,
}
const providers: Provider[] = [
  { slug: 'openai', name: 'OpenAI', keyPattern: '^sk-', keyPage: null },
  { slug: 'anthropic', name: 'Anthropic', keyPattern: '^sk-ant-', keyPage: null },
]
const account: Account = {
  id: 'AccountAccount01',
  email: 'ada@example.com',
  createdAt: '',
  hasVault: true,
  hasPassword: true,
  isEmailProved: true,
}
const key = { provider: 'openai', label: 'work' }

const after = (...actions: LinkAction[]): LinkState => actions.reduce(reduce, INITIAL)
const opened: LinkAction = { type: 'opened', view, providers }
const unlocked: LinkAction[] = [
  opened,
  { type: 'signed_in', account },
  { type: 'vault_found', hasPasskey: false },
  { type: 'unlocked', keys: [key] },
]
const meet = (code: Problem['code']): LinkAction => ({ type: 'problem_met', problem: { code } })

describe('problems', () => {
  it.each([
    'link_session_expired',
    'link_session_used',
    'invalid_token',
    'origin_not_registered',
    'wrong_session',
  ] as const)('ends the flow on %s, wherever it happens', (code) => {
    const state = after(...unlocked, meet(code))
    expect(state).toMatchObject({ screen: 'failed', problem: { code }, work: undefined })
  })

  it('shows a failed start as failed, because no screen is there to show it on', () => {
    expect(after(meet('network')).screen).toBe('failed')
  })

  it('leaves the person where they are when trying again can help', () => {
    const state = after(opened, { type: 'work_started', work: 'signing_in' }, meet('invalid_credentials'))
    expect(state).toMatchObject({ screen: 'sign_in', work: undefined, problem: { code: 'invalid_credentials' } })
  })

  it('forgets account, keys and choices when the account session has ended', () => {
    const state = after(...unlocked, meet('unauthenticated'))
    expect(state).toMatchObject({ screen: 'sign_in', account: undefined, keys: [], choices: {} })
  })

  it('is gone with the next try', () => {
    const state = after(opened, meet('network'), { type: 'work_started', work: 'signing_in' })
    expect(state.problem).toBeUndefined()
  })
})

describe('leaving', () => {
  it('changes nothing any more once the person has left, whatever comes back late', () => {
    const left = after(...unlocked, { type: 'left' })
    expect(reduce(left, { type: 'approved', connectionId: 'c' })).toBe(left)
    expect(reduce(left, meet('network'))).toBe(left)
  })

  it('asks only while there is something to lose', () => {
    expect(after(...unlocked, { type: 'leave_asked' }).isLeaving).toBe(true)
    expect(after(meet('link_session_used'), { type: 'leave_asked' }).isLeaving).toBe(false)
  })
})

describe('providers', () => {
  it('does not go on with nothing shared', () => {
    const skipped = after(...unlocked, { type: 'choice_made', slug: 'openai', choice: { kind: 'skip' } })
    expect(reduce(skipped, { type: 'providers_set' }).screen).toBe('providers')
  })

  it('ticks a key of the vault, and the form for a new one where there is none', () => {
    const state = after(...unlocked)
    expect(state.choices).toEqual({ openai: { kind: 'use', key }, anthropic: { kind: 'add' } })
    expect(sharedKeys(state)).toEqual([key])
  })

  it('shares a key that was just added', () => {
    const added = { provider: 'anthropic', label: 'default' }
    const state = after(...unlocked, { type: 'key_added', slug: 'anthropic', key: added })
    expect(sharedKeys(state)).toEqual([key, added])
  })
})

describe('the way through', () => {
  it('keeps what was chosen on the way back', () => {
    const limits = { budgetCents: 700, requestsPerMinute: null }
    const review = after(...unlocked, { type: 'providers_set' }, { type: 'limits_set', limits })
    expect(review).toMatchObject({ screen: 'review', limits })
    const back = reduce(reduce(review, { type: 'went_back' }), { type: 'went_back' })
    expect(back).toMatchObject({ screen: 'providers', limits })
    expect(sharedKeys(back)).toEqual([key])
  })

  it("fills the form with the app's suggestion, or a modest one of ours", () => {
    expect(after(opened).limits).toEqual({ budgetCents: 1000, requestsPerMinute: 60 })
  })

  it('goes from a new account to a vault, its code and the keys', () => {
    const made = [opened, { type: 'signed_in', account }, { type: 'vault_missing' }] as const
    expect(after(...made).screen).toBe('create_vault')
    expect(after(...made, { type: 'code_made' }).screen).toBe('save_code')
    expect(after(...made, { type: 'code_made' }, { type: 'unlocked', keys: [] }).screen).toBe('providers')
  })
})

describe('several providers', () => {
  const asked = { ...view, requestedProviders: ['anthropic', 'openai', 'google'] }
  const known = ['anthropic', 'openai', 'google'].map((slug) => ({ slug, name: slug, keyPattern: '^', keyPage: null }))
  const start: LinkAction[] = [
    { type: 'opened', view: asked, providers: known },
    { type: 'signed_in', account },
    { type: 'unlocked', keys: [key] },
  ]

  it('open one form at a time, the next when a key was added', () => {
    expect(after(...start).choices).toEqual({ anthropic: { kind: 'add' }, openai: { kind: 'use', key } })
    const added = { provider: 'anthropic', label: 'default' }
    expect(after(...start, { type: 'key_added', slug: 'anthropic', key: added }).choices).toEqual({
      anthropic: { kind: 'use', key: added },
      openai: { kind: 'use', key },
      google: { kind: 'add' },
    })
  })

  it('never open a form for what the catalogue does not know: nobody could say where the key would go', () => {
    const lost = { slug: 'anthropic', name: 'anthropic', keyPattern: '', keyPage: null }
    const [, ...others] = known
    const state = after({ type: 'opened', view: asked, providers: [lost, ...others] }, { type: 'unlocked', keys: [] })
    expect(state.choices).toEqual({ openai: { kind: 'add' } })
  })

  it('forget what was said of a key when another takes its place', () => {
    const checked: LinkAction = { type: 'key_checked', key, check: 'refused' }
    expect(after(...start, checked).checks).toEqual({ 'openai work': 'refused' })
    expect(after(...start, checked, { type: 'key_added', slug: 'openai', key }).checks).toEqual({})
  })
})

describe('a change of a connection', () => {
  const update = {
    connectionId: view.grantId,
    providers: ['openai'],
    budgets: [
      { period: 'month' as const, capMicros: 7_000_000 },
      { period: 'day' as const, capMicros: 1_000_000 },
    ],
    limits: { requestsPerMinute: 30, concurrentRequests: 4 },
    models: null,
  }
  const start: LinkAction[] = [
    { type: 'opened', view: { ...view, budgetSuggestionCents: null, update }, providers },
    { type: 'signed_in', account },
    { type: 'unlocked', keys: [key] },
  ]

  it('keeps what the connection has until the person says otherwise', () => {
    const state = after(...start)
    expect(state.choices).toEqual({ openai: { kind: 'keep' }, anthropic: { kind: 'add' } })
    expect(keptProviders(state)).toEqual(['openai'])
    const replaced = reduce(state, { type: 'choice_made', slug: 'openai', choice: { kind: 'use', key } })
    expect(keptProviders(replaced)).toEqual([])
    expect(sharedKeys(replaced)).toEqual([key])
  })

  it('can be about the budget alone', () => {
    expect(after(...start, { type: 'providers_set' }).screen).toBe('budget')
  })

  it('starts from what holds now, and leaves alone what it does not show', () => {
    const { limits } = after(...start)
    expect(limits).toEqual({ budgetCents: 700, requestsPerMinute: 30 })
    expect(toGrant({ budgetCents: 900, requestsPerMinute: null }, update)).toEqual({
      budgets: [
        { period: 'day', capMicros: 1_000_000 },
        { period: 'month', capMicros: 9_000_000 },
      ],
      limits: { concurrentRequests: 4 },
    })
  })

  it('sends somebody else back to sign in with the account that made it', () => {
    const state = after(...start, meet('wrong_account'))
    expect(state.screen).toBe('failed')
    expect(isRetryable({ code: 'wrong_account' })).toBe(true)
  })
})
