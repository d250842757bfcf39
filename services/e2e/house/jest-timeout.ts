// A bound against hanging, not an assertion about speed: a real browser derives real Argon2id keys here.
jest.setTimeout(120_000)
