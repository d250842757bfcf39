import { type ApiClient, dataOf, openApi } from './api.fetch.js'
import { CliProblem } from './problem.js'
import { loadProfile, type Profile, type Settings } from './profile/index.js'
import type { Terminal } from './terminal.js'

/** What a command stands on. */
export interface Context {
  readonly terminal: Terminal
  readonly settings: Settings
  readonly fetch: typeof globalThis.fetch
}

/** Options that every command has. */
export interface CommonOptions {
  readonly json?: boolean
  readonly workspace?: string
}

/** Somebody signed in. */
export interface Session {
  readonly profile: Profile
  readonly client: ApiClient
}

export const signedIn = ({ settings, fetch }: Context): Session => {
  const profile = loadProfile(settings)
  return { profile, client: openApi(fetch, profile.origin, profile.token) }
}

/** Somebody signed in, and the workspace that a command is about: the one that is named, or the only one there is. */
export const inWorkspace = async (
  context: Context,
  options: CommonOptions,
): Promise<Session & { workspaceId: string }> => {
  const session = signedIn(context)
  const named = options.workspace ?? session.profile.workspaceId
  if (named !== undefined) return { ...session, workspaceId: named }
  if (!session.profile.token.startsWith('1r_st_')) {
    throw new CliProblem(
      'usage',
      'A management token does not say its workspace. Name it: --workspace, or 1relay use <id>.',
    )
  }
  const { workspaces } = await dataOf(session.client.GET('/v1/workspaces'))
  const [only] = workspaces
  if (only === undefined)
    throw new CliProblem('not_found', 'You are a member of no workspace. Create one in the console.')
  if (workspaces.length > 1)
    throw new CliProblem('usage', 'You are in several workspaces. Choose one: 1relay use <id>. See: 1relay workspaces')
  return { ...session, workspaceId: only.id }
}

/** Shows an answer: whole for programs, in the words of `say` for people. */
export const show = (context: Context, options: CommonOptions, answer: unknown, say: () => string): void =>
  context.terminal.write(options.json === true ? JSON.stringify(answer, null, 2) : say())
