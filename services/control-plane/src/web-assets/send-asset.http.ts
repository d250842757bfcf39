import { existsSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { fault } from '@1relay/faults'
import type { Response } from 'express'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
// Names that a bundler makes: flat, no leading dot, so that no path leads out of the folder.
const assetName = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/

/** The policy of a built file. A worker obeys its own, not that of the page: it loads and runs Argon2id. */
export const ASSET_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'"

/** Sends one file of `dist/assets`, in its Brotli form where there is one. The name changes with the content, so a copy may be kept for ever. */
export const sendAsset = async (dist: string, name: string, response: Response): Promise<void> => {
  if (!assetName.test(name)) throw fault('not_found', 'not the name of an asset')
  const root = resolve(dist, 'assets')
  const isCompressed = response.req.acceptsEncodings('br') === 'br' && existsSync(join(root, `${name}.br`))
  response.set({ 'Content-Security-Policy': ASSET_POLICY, Vary: 'Accept-Encoding' })
  if (isCompressed) response.type(extname(name)).set('Content-Encoding', 'br')
  const options = { root, dotfiles: 'deny', maxAge: YEAR_MS, immutable: true } as const
  await new Promise<void>((done, fail) =>
    response.sendFile(isCompressed ? `${name}.br` : name, options, (cause: unknown) => {
      if (!cause || response.headersSent) done()
      else fail(fault('not_found', 'no such asset', { cause }))
    }),
  )
}
