import { Command, CommanderError } from 'commander'
import { addCommands } from './commands/index.js'
import type { Context } from './context.js'
import { plain } from './print/index.js'
import { CliProblem, EXIT_CODES } from './problem.js'

const VERSION = '0.1.0'
const AFTER = `
Exit codes: 0 done · 1 refused · 2 usage · 3 not signed in or not allowed · 4 not found · 5 audit does not verify · 6 not reached
Environment: ONERELAY_ORIGIN, ONERELAY_TOKEN, ONERELAY_WORKSPACE stand before what login stored. NO_COLOR is not needed: nothing is coloured.`

/** The program with all of its commands. */
export const makeProgram = (context: Context): Command => {
  const program = new Command('1relay')
    .description('Protected keys, disposable keys and the audit of a 1Relay workspace.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.terminal.write(text.trimEnd()),
      writeErr: (text) => context.terminal.tell(text.trimEnd()),
    })
    .addHelpText('after', AFTER)
    .showSuggestionAfterError()
  addCommands(program, context)
  return program
}

/** Runs one command line and gives its exit code. Never rejects. */
export const runProgram = async (args: readonly string[], context: Context): Promise<number> => {
  try {
    await makeProgram(context).parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    return tell(error, args.includes('--json'), context)
  }
}

const tell = (error: unknown, isJson: boolean, { terminal }: Context): number => {
  // Commander has said it already; help and version are no failures.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage
  const problem =
    error instanceof CliProblem ? error : new CliProblem('failed', 'Something went wrong in this program itself.')
  const { kind, message, facts } = problem
  const { answer, result } = facts
  if (isJson) terminal.write(JSON.stringify({ ...result, error: { kind, message, ...answer } }, null, 2))
  else terminal.tell(`1relay: ${message.split('\n').map(plain).join('\n')}`)
  return EXIT_CODES[kind]
}
