import { resolve } from 'node:path'
import { fault } from '@1relay/faults'
import type { Response } from 'express'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
// Names that a bundler makes: flat, no leading dot, so that no path leads out of the folder.
const assetName = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** The policy of a built file. A worker obeys its own, not that of the page: it loads and runs Argon2id. */
export const ASSET_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"

/** Sends one file of `dist/assets`. The name changes with the content, so a copy may be kept for ever. */
export const sendAsset = async (dist: string, name: string, response: Response): Promise<void> => {
  if (!assetName.test(name)) throw fault('not_found', 'not the name of an asset')
  response.set('Content-Security-Policy', ASSET_POLICY)
  const options = { root: resolve(dist, 'assets'), dotfiles: 'deny', maxAge: YEAR_MS, immutable: true } as const
  await new Promise<void>((done, fail) =>
    response.sendFile(name, options, (cause: unknown) => {
      if (!cause || response.headersSent) done()
      else fail(fault('not_found', 'no such asset', { cause }))
    }),
  )
}
