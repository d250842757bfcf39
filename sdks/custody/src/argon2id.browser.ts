import type { Argon2idRunner } from '@1relay/vault'

/** The part of a Worker that this needs. */
export type Argon2idWorker = Pick<Worker, 'onmessage' | 'onerror' | 'onmessageerror' | 'terminate'> & {
  postMessage(job: unknown): void
}

/**
 * Runs Argon2id in a worker of its own, so that the page goes on answering for the second that it takes. `start` makes the
 * worker; a job that fails there, or a worker that cannot start, rejects.
 */
export const inWorker =
  (start: () => Argon2idWorker): Argon2idRunner =>
  async (job) => {
    const worker = start()
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        const fail = () => reject(new Error('The key derivation did not finish.'))
        worker.onmessage = ({ data }: MessageEvent<Uint8Array | null>) => (data === null ? fail() : resolve(data))
        worker.onerror = fail
        worker.onmessageerror = fail
        worker.postMessage(job)
      })
    } finally {
      worker.terminate()
    }
  }
