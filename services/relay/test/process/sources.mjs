// Lets Node run the TypeScript sources as they are, so that a process under test needs no build: `./x.js` in a source is `./x.ts`.
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) => {
    const isSource = /^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL?.endsWith('.ts') === true
    return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context)
  },
})
