import { type Argon2idWorker, inWorker } from './argon2id.browser.js'

const job = {
  password: new Uint8Array([1]),
  salt: new Uint8Array(16),
  memoryKiB: 65_536,
  iterations: 3,
  parallelism: 1,
  hashLength: 32,
}

const setUp = (answer: (worker: Argon2idWorker) => void) => {
  let terminated = 0
  const worker: Argon2idWorker = {
    onmessage: null,
    onerror: null,
    onmessageerror: null,
    postMessage: () => setImmediate(() => answer(worker)),
    terminate: () => void terminated++,
  }
  return { run: inWorker(() => worker), terminated: () => terminated }
}
const say = (worker: Argon2idWorker, data: unknown) =>
  worker.onmessage?.call(worker as Worker, { data } as MessageEvent<unknown>)

describe('Argon2id in a worker', () => {
  it.each([
    ['the job fails in there', (worker: Argon2idWorker) => say(worker, null)],
    ['the worker cannot start', (worker: Argon2idWorker) => worker.onerror?.call(worker as Worker, {} as ErrorEvent)],
  ])('rejects and ends the worker when %s, rather than waiting for ever', async (_, answer) => {
    const { run, terminated } = setUp(answer)
    await expect(run(job)).rejects.toThrow('did not finish')
    expect(terminated()).toBe(1)
  })

  it('gives the hash and ends the worker, with all that it derived', async () => {
    const hash = new Uint8Array(32).fill(5)
    const { run, terminated } = setUp((worker) => say(worker, hash))
    expect(await run(job)).toBe(hash)
    expect(terminated()).toBe(1)
  })
})
