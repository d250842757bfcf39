import { inWorker } from '@1relay/custody'
import Argon2idWorker from '@1relay/custody/argon2id.worker?worker'

/** The derivation runs in a worker, as everywhere: this page goes on answering while it works. */
export const tools = {
  argon2id: inWorker(() => new Argon2idWorker()),
  now: () => performance.now(),
}
