import { type Argon2idJob, runArgon2id } from '@1relay/vault'

// One job a worker: its memory, with all that was derived in it, goes away with the worker.
self.onmessage = async ({ data: job }: MessageEvent<Argon2idJob>) => {
  const hash = await runArgon2id(job)
  job.password.fill(0)
  self.postMessage(hash, { transfer: [hash.buffer as ArrayBuffer] })
}
