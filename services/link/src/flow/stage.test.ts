import { stageOf, STAGES } from './index.js'

describe('the parts of the way', () => {
  it('come in the order in which screens do', () => {
    const way = ['sign_in', 'create_vault', 'save_code', 'unlock', 'recover', 'providers', 'budget', 'review'] as const
    expect(way.map((screen) => STAGES[stageOf(screen) ?? 0])).toEqual([
      'Sign in',
      'Vault',
      'Vault',
      'Vault',
      'Vault',
      'Keys',
      'Budget',
      'Review',
    ])
  })

  it('are not shown before the beginning and after the end', () => {
    for (const screen of ['connecting', 'no_host', 'success', 'failed', 'left'] as const)
      expect(stageOf(screen)).toBeUndefined()
  })
})
