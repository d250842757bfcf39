import { ago, plain, printFacts, printTable } from './index.js'

describe('plain', () => {
  it('lets no escape sequence and no change of direction through to the terminal', () => {
    const shown = plain('a\u001b]0;owned\u0007\u009b2J\nb\u202Ec')
    expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
    expect(shown).toContain('owned')
  })

  it('leaves letters of any script alone', () => expect(plain('Zoë · 東京 · 🔑')).toBe('Zoë · 東京 · 🔑'))
})

describe('a table', () => {
  it('lines columns up, also under wide letters, and leaves nothing at the end of a line', () => {
    expect(
      printTable(
        ['ID', 'NAME'],
        [
          ['東京', 'x'],
          ['b', 'y\u001b[31m'],
        ],
      ).split('\n'),
    ).toEqual(['ID    NAME', '東京  x', 'b     y�[31m'])
    expect(printFacts([['Name', 'x']])).toBe('Name  x')
  })
})

describe('ago', () => {
  const now = new Date('2026-11-21T12:00:00Z')

  it.each([
    [null, 'never'],
    ['2026-11-21T11:59:30Z', '30 sec. ago'],
    ['2026-11-21T09:00:00Z', '3 hr. ago'],
    ['2026-11-28T12:00:00Z', 'in 7 days'],
  ])('%s is %s', (time, words) => expect(ago(time, now)).toBe(words))
})
