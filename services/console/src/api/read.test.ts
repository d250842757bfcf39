import { fieldProblemIn, isProblem, read } from './read.js'

const thrownBy = (error: unknown, status = 400): Promise<unknown> =>
  read(Promise.resolve({ error, response: new Response(null, { status }) }), () => true).catch(
    (thrown: unknown) => thrown,
  )

describe('what was refused', () => {
  it('says what is wrong with a field, to the form that has it', async () => {
    const details = [{ problem: 'is too long' }, { field: '/url', problem: 'is not https' }]
    const thrown = await thrownBy({ success: false, error: { code: 'invalid_request', details } })
    expect(isProblem(thrown, 'invalid_request')).toBe(true)
    expect([fieldProblemIn(thrown, '/url'), fieldProblemIn(thrown, '/name')]).toEqual(['is not https', undefined])
  })

  it.each([undefined, null, 'Bad Gateway', { error: 'nginx' }, { error: { details: 'none' } }])(
    'may come from something in front of the server, and is of no field then: %j',
    async (error) => {
      const thrown = await thrownBy(error, 502)
      expect([isProblem(thrown, 'network'), fieldProblemIn(thrown, '/url')]).toEqual([true, undefined])
    },
  )

  it('is of no field when there was no answer', async () => {
    const thrown: unknown = await read(Promise.reject(new TypeError('Failed to fetch')), () => true).catch(
      (error: unknown) => error,
    )
    expect([isProblem(thrown, 'network'), fieldProblemIn(thrown, '/url')]).toEqual([true, undefined])
  })
})
