import type { Route } from '../route/index.js'

/** A route of browser-app mode. */
export type PageRoute =
  Extract<Route, { kind: 'model' }> | (Extract<Route, { kind: 'passthrough' }> & { isForPages: true })

/** Whether a route is one of browser-app mode, so that pages of other origins may take it. */
export const isForPages = (route: Route): route is PageRoute =>
  route.kind === 'model' || (route.kind === 'passthrough' && route.isForPages === true)
