import { type ErrorCode, ERRORS } from '@1relay/contracts'
import { developerErrorOf, type Problem, sentenceOf } from './index.js'

describe('what a problem is called', () => {
  it('is a whole sentence for every code of the catalogue', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) expect(sentenceOf({ code })).toMatch(/^[A-Z0-9].*\.$/)
  })

  it('is said as something unknown for a code that is newer than this page', () => {
    const problem = { code: 'brand_new_code' } as unknown as Problem
    expect(sentenceOf(problem)).toBe(ERRORS.internal.message)
    expect(developerErrorOf(problem).type).toBe('link_error')
  })

  it('is the catalogue’s for developers, and plain for the person', () => {
    const problem: Problem = { code: 'link_session_used' }
    expect(developerErrorOf(problem)).toEqual({
      type: 'conflict_error',
      message: ERRORS.link_session_used.message,
    })
    expect(sentenceOf(problem)).not.toBe(ERRORS.link_session_used.message)
  })
})
