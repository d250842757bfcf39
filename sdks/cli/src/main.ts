/**
 * `1relay` on the command line: a workspace's protected keys, its disposable keys and its audit, over the public API.
 *
 * It keeps where to ask and with what (one file, mode 0600) and nothing else; it knows nothing that a `curl` could not do.
 *
 * Invariant: a credential is read from a terminal that does not echo, from stdin or from a file, is sealed to the relay before it is sent,
 * and never stands in an argument, an answer or an error. Protocol §2 and §3.
 */
import { homedir } from 'node:os'
import { readSettings } from './profile/index.js'
import { runProgram } from './program.js'
import { openTerminal } from './terminal.node.js'

const terminal = openTerminal()
const settings = readSettings(process.env, homedir())
process.exitCode = await runProgram(process.argv.slice(2), { terminal, settings, fetch: globalThis.fetch })
