import { type Letter, nameInMail } from '../mail/index.js'

/** What a leaked token stood for. */
export type Leaked =
  | { readonly kind: 'link' | 'bot' | 'client_secret'; readonly name: string }
  | { readonly kind: 'session' }
  | { readonly kind: 'key' | 'management_token'; readonly name: string; readonly workspaceId: string }

const words = (leaked: Leaked): readonly [what: string, next: string, page: string] => {
  switch (leaked.kind) {
    case 'link':
      return [
        `The access token of your connection to “${nameInMail(leaked.name)}” was reported as leaked, so the connection was revoked.`,
        'Connect again when the app has found its leak. The key in your vault was not in the token and need not be replaced.',
        '/connections',
      ]
    case 'bot':
      return [
        `Your bot token “${nameInMail(leaked.name)}” was reported as leaked, so it was revoked.`,
        'Make a new one, and look where the old one was kept. The key in your vault was not in it and need not be replaced.',
        '/bot-tokens',
      ]
    case 'client_secret':
      return [
        `A client secret of your app “${nameInMail(leaked.name)}” was reported as leaked, so it was ended at once.`,
        'Servers that use it are refused now: give them a new secret.',
        '/developer',
      ]
    case 'key':
      return [
        `The key “${nameInMail(leaked.name)}” of your workspace was reported as leaked, so it was revoked.`,
        'The real key behind it was not in it and need not be replaced. See in the audit what was done with the leaked one, then issue another.',
        `/workspaces/${leaked.workspaceId}/audit`,
      ]
    case 'management_token':
      return [
        `The management token “${nameInMail(leaked.name)}” of your workspace was reported as leaked, so it was revoked.`,
        'Keys that it minted go on working: revoke them too if they are not yours, and see in the audit what was done with it.',
        `/workspaces/${leaked.workspaceId}/audit`,
      ]
    case 'session':
      return [
        'The token of one of your sessions was reported as leaked, so the session was ended.',
        'Look through your sessions, and end those that you do not know.',
        '/settings',
      ]
  }
}

/** Tells the owner of a leaked token that somebody killed it. */
export const leakMail = (leaked: Leaked, publicOrigin: string): Letter => {
  const [what, next, page] = words(leaked)
  const action = { label: 'Have a look', url: `${publicOrigin}${page}` }
  return { subject: 'A leaked 1Relay token was revoked', paragraphs: [what, next], action }
}
