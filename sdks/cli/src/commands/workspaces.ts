import type { Command } from 'commander'
import { dataOf } from '../api.fetch.js'
import { type Context, show, signedIn } from '../context.js'
import { printTable } from '../print/index.js'
import { CliProblem } from '../problem.js'
import { saveProfile } from '../profile/index.js'

/** `workspaces`, `use`. */
export const addWorkspaceCommands = (program: Command, context: Context): void => {
  program
    .command('workspaces')
    .description('The workspaces that you are a member of.')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => list(context, options))
  program
    .command('use <workspace>')
    .description('Say which workspace commands are about.')
    .action((workspaceId: string) => use(context, workspaceId))
}

const list = async (context: Context, options: { json?: boolean }): Promise<void> => {
  const { profile, client } = signedIn(context)
  const { workspaces } = await dataOf(client.GET('/v1/workspaces'))
  show(context, options, workspaces, () =>
    workspaces.length === 0
      ? 'You are a member of no workspace. Create one in the console.'
      : printTable(
          ['ID', 'NAME', 'ROLE', ''],
          workspaces.map(({ id, name, role }) => [id, name, role, id === profile.workspaceId ? 'in use' : '']),
        ),
  )
}

const use = async (context: Context, workspaceId: string): Promise<void> => {
  if (!/^[0-9A-Za-z]{16}$/.test(workspaceId))
    throw new CliProblem('usage', 'The id of a workspace has 16 letters and digits.')
  const { profile, client } = signedIn(context)
  const { workspace } = await dataOf(client.GET('/v1/workspaces/{workspaceId}', { params: { path: { workspaceId } } }))
  if (context.settings.token !== undefined)
    throw new CliProblem('usage', 'ONERELAY_TOKEN is set: set ONERELAY_WORKSPACE beside it.')
  saveProfile(context.settings, { ...profile, workspaceId })
  context.terminal.tell(`Commands are about ${workspace.name} now.`)
}
