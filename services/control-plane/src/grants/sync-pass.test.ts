import { syncPass } from './sync-pass.js'

const passOver = (waiting: readonly string[], isAway: (one: string) => boolean) => {
  const done: string[] = []
  const pass = syncPass({
    list: async (limit, except) =>
      waiting.filter((one) => !done.includes(one) && !except.includes(one)).slice(0, limit),
    idOf: (one) => one,
    project: async (one) => {
      if (isAway(one)) throw new Error(`${one} is away`)
      done.push(one)
    },
  })
  return { pass, done }
}
const many = (count: number) => Array.from({ length: count }, (_, i) => `grant ${i}`)

describe('a pass over what waits', () => {
  it('goes through all batches, and says how many those were', async () => {
    const { pass, done } = passOver(many(450), () => false)
    expect(await pass).toBe(450)
    expect(done).toHaveLength(450)
  })

  it('keeps nothing waiting for what fails, and says so at the end', async () => {
    const failing = ['grant 0', 'grant 7', 'grant 210', 'grant 449']
    const { pass, done } = passOver(many(450), (one) => failing.includes(one))
    await expect(pass).rejects.toThrow('grant 0 is away')
    expect(done).toHaveLength(446)
  })

  it('gives up when everything fails', async () => {
    let tried = 0
    const { pass } = passOver(many(450), () => ++tried > 0)
    await expect(pass).rejects.toThrow('grant 0 is away')
    expect(tried).toBe(20)
  })
})
