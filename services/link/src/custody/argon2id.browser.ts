import type { Argon2idRunner } from '@1relay/vault'

/** Runs Argon2id in a worker of its own, so that the page goes on answering for the second that it takes. `start` makes the worker. */
export const inWorker =
  (start: () => Worker): Argon2idRunner =>
  async (job) => {
    const worker = start()
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<Uint8Array>) => resolve(data)
        const fail = () => reject(new Error('The key derivation did not finish.'))
        worker.onerror = fail
        worker.onmessageerror = fail
        worker.postMessage(job)
      })
    } finally {
      worker.terminate()
    }
  }
