// Finds a Chromium for the tests that need a real browser.
import { existsSync } from 'node:fs'
import { Problem } from '../processes/terminal.mjs'
import { aptInstall, findProgram } from './apt.mjs'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The path of a Chromium: CHROMIUM_PATH, PATH, or (as root) from apt-get. */
export const findChromium = () => {
  const given = process.env.CHROMIUM_PATH
  if (given && !existsSync(given)) throw new Problem(`CHROMIUM_PATH names ${given}, which does not exist.`)
  const found = given ?? findProgram(...names) ?? (aptInstall('chromium') ? findProgram(...names) : undefined)
  if (found) return found
  throw new Problem(
    'Chromium is missing. Install it (Debian, Ubuntu: sudo apt-get install chromium) or set CHROMIUM_PATH.',
  )
}
