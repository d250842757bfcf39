import { RequestMethod } from '@nestjs/common'
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js'
import { ModulesContainer } from '@nestjs/core'
import { ACCESS, type AccessKind } from '../edge/access.decorator.js'
import type { ControlPlane } from './harness.testing.js'

/** One route as the code declares it. */
export interface Route {
  /** `GET /v1/apps/{clientId}` */
  readonly name: string
  readonly access: AccessKind | undefined
}

const pathOf = (prefix: string, path: string): string =>
  `/${[prefix, path].flatMap((part) => part.split('/').filter(Boolean)).join('/')}`.replace(/:(\w+)/g, '{$1}')

// A method may have one path or several, each of them a route.
const pathsOf = (target: object): string[] => {
  const paths: unknown = Reflect.getMetadata(PATH_METADATA, target)
  return (Array.isArray(paths) ? paths : [paths]).map(String)
}

const routesOf = (controller: { prototype: object }): Route[] => {
  const { prototype } = controller
  const methods = Object.getOwnPropertyNames(prototype).map((name) => Reflect.get(prototype, name) as unknown)
  return methods.flatMap((method) => {
    if (typeof method !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, method)) return []
    const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, method) as RequestMethod]
    const access = Reflect.getMetadata(ACCESS, method) as AccessKind | undefined
    const paths = pathsOf(controller).flatMap((prefix) => pathsOf(method).map((path) => pathOf(prefix, path)))
    return paths.map((path) => ({ name: `${verb} ${path}`, access }))
  })
}

/** Every route of every controller in the running application, sorted by name. */
export const listRoutes = ({ server }: ControlPlane): Route[] => {
  const modules = [...server.app.get(ModulesContainer).values()]
  const controllers = modules.flatMap((module) => [...module.controllers.values()].map(({ metatype }) => metatype))
  return controllers
    .flatMap((controller) => routesOf(controller as { prototype: object }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}
