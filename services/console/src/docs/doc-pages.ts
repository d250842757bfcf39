/** The pages of the documentation in their order; `slug` is the last part of the address and the name of the file. */
export const DOC_PAGES = [
  {
    slug: 'quick-start',
    title: 'Quick start',
    summary: 'From nothing to a streamed answer on somebody else’s key, in TypeScript, Python and curl.',
  },
  {
    slug: 'link',
    title: 'Link',
    summary: 'The modal in which people approve your app: options, events, changes, redirects.',
  },
  { slug: 'node-sdk', title: 'Node SDK', summary: 'Sessions, exchange, chat, streaming, connections, usage, errors.' },
  {
    slug: 'official-clients',
    title: 'Official clients and plain HTTP',
    summary: 'OpenAI’s, Anthropic’s and Google’s own clients with another base URL; what passes through and how.',
  },
  {
    slug: 'webhooks',
    title: 'Webhooks',
    summary: 'Your server hears when a budget is used up or a connection revoked: events, signatures, deliveries.',
  },
  {
    slug: 'bot-tokens',
    title: 'Bot tokens',
    summary: 'A person’s own keys for their own scripts and agents: a token with caps, limits, models and an end.',
  },
  {
    slug: 'browser-apps',
    title: 'Browser apps',
    summary:
      'Apps without a server: pages store the keys that people bring and call providers. Drop-in for byok-relay.',
  },
  {
    slug: 'teams',
    title: 'Keys for teams',
    summary: 'Protect a real key of any REST API, issue disposable ones, and what to do when one leaks.',
  },
  {
    slug: 'cli',
    title: 'Command line',
    summary: 'A workspace in the terminal: every command, its options, exit codes, use in scripts.',
  },
  {
    slug: 'budgets',
    title: 'Budgets and limits',
    summary: 'Hard caps, rate limits, what happens at the cap, how a call is priced.',
  },
  { slug: 'errors', title: 'Errors', summary: 'The shape of an error and every code.' },
  {
    slug: 'security',
    title: 'Security model',
    summary: 'Who can open what, the tokens, the sealing, and the honest limits.',
  },
  {
    slug: 'security-teams',
    title: 'Security for teams',
    summary: 'What is implemented for workspaces, each with the test that shows it, and the honest limits.',
  },
  {
    slug: 'self-hosting',
    title: 'Self-hosting',
    summary: 'One command to try, one compose file to run, what to keep and what may be lost.',
  },
] as const

export type DocSlug = (typeof DOC_PAGES)[number]['slug']
