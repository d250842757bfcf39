/**
 * The commands, one file an area. Each reads its options, asks the API, and shows what came.
 *
 * Invariant: one run is one thing done; what was not done ends in a CliProblem, never in an empty success.
 */
import type { Command } from 'commander'
import type { Context } from '../context.js'
import { addAuditCommands } from './audit.js'
import { addKeyCommands } from './keys.js'
import { addLoginCommands } from './login.js'
import { addProtectCommands } from './protect.js'
import { addWorkspaceCommands } from './workspaces.js'

/** Adds every command to the program. */
export const addCommands = (program: Command, context: Context): void => {
  addLoginCommands(program, context)
  addWorkspaceCommands(program, context)
  addProtectCommands(program, context)
  addKeyCommands(program, context)
  addAuditCommands(program, context)
}
