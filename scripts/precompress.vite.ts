import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

const WORTH_IT_BYTES = 1024

const compress = (file: string): void => {
  const text = readFileSync(file)
  if (text.length < WORTH_IT_BYTES) return
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
  }
  writeFileSync(`${file}.br`, brotliCompressSync(text, { params }))
}

/**
 * A Vite plugin: beside each text file of the build its Brotli form, which the control plane sends to whoever takes it. Assets
 * only: the page itself is not the same for everybody.
 */
export const precompress = () => ({
  name: 'precompress',
  apply: 'build' as const,
  writeBundle({ dir }: { dir?: string }) {
    if (dir === undefined) return
    const assets = join(dir, 'assets')
    for (const name of readdirSync(assets)) if (/\.(js|css|svg)$/.test(name)) compress(join(assets, name))
  },
})
