/** Injection token of the shared ioredis connection. BullMQ workers need one of their own, for they block. */
export const REDIS = Symbol('redis')
