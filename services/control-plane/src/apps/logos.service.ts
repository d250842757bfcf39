import { hash } from 'node:crypto'
import { fault } from '@1relay/faults'
import type { AppKey, AppStore, StoredLogo } from './app-store.port.js'
import { readLogo } from './logo-image.js'

// As long as a SHA-256 in base64url, with an extension: what `set` makes, and nothing else reaches the store.
const logoName = /^[A-Za-z0-9_-]{43}\.(?:png|jpg|webp)$/

/** Logos that owners uploaded, served from here, so that showing one tells nobody who looks. */
export class Logos {
  constructor(private readonly store: AppStore) {}

  /** Puts this file in place of the app's logo; its name changes with its content. */
  async set(key: AppKey, file: string): Promise<void> {
    const image = Buffer.from(file, 'base64url')
    const kind = readLogo(image)
    if (kind === undefined) {
      const details = [{ field: '/image', problem: 'is no PNG, JPEG or WebP of at most 96 kB and 1024 pixels a side' }]
      throw fault('invalid_request', 'a logo that is no logo', { details })
    }
    const name = `${hash('sha256', image, 'base64url')}.${kind.extension}`
    const isSet = await this.store.setLogo(key, { name, mediaType: kind.mediaType, image })
    if (!isSet) throw fault('not_found', 'no such app of this owner')
  }

  async remove(key: AppKey): Promise<void> {
    if (!(await this.store.setLogo(key, null))) throw fault('not_found', 'no such app of this owner')
  }

  async get(name: string): Promise<StoredLogo> {
    const logo = logoName.test(name) ? await this.store.findLogo(name) : undefined
    if (logo === undefined) throw fault('not_found', 'no such logo')
    return logo
  }
}
