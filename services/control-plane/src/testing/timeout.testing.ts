// Real engines on a loaded machine: a test that takes longer than this hangs, it is not slow.
jest.setTimeout(60_000)
