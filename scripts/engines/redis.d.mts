export interface Place {
  readonly folder: string
  readonly log: string
  readonly password?: string
}

interface Child {
  stop(): Promise<void>
}

export const startRedis: (
  place: Place & { readonly isDurable: boolean; readonly port?: number; readonly busPort?: number },
) => Promise<{ readonly url: string; readonly child: Child }>

export interface StartedCluster {
  readonly url: string
  readonly ports: readonly (readonly [port: number, busPort: number])[]
  readonly children: readonly Child[]
}

export const startRedisCluster: (
  place: Place & { readonly ports?: StartedCluster['ports'] | undefined },
) => Promise<StartedCluster>
