// What these packages are used for here; neither ships types.
declare module '@octokit/fixtures' {
  const fixtures: { get(scenario: string): { readonly response: unknown }[] }
  // eslint-disable-next-line no-restricted-syntax -- that is how the package exports it
  export default fixtures
}
declare module 'stripe-stateful-mock' {
  import type { IncomingMessage, ServerResponse } from 'node:http'
  export const createExpressApp: () => (req: IncomingMessage, res: ServerResponse) => void
}
