import { type Argon2idJob, runArgon2id } from '@1relay/vault'

// One job a worker: its memory, with all that was derived in it, goes away with the worker.
self.onmessage = async ({ data: job }: MessageEvent<Argon2idJob>) => {
  try {
    const hash = await runArgon2id(job)
    self.postMessage(hash, { transfer: [hash.buffer as ArrayBuffer] })
  } catch {
    // A rejected promise in here raises no error event outside: unsaid, the page would wait for ever.
    self.postMessage(null)
  } finally {
    job.password.fill(0)
  }
}
